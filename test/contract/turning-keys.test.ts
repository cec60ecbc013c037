import { randomBytes } from 'node:crypto';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createSecrets, type Secrets } from '../../src/adapters/crypto/secrets.ts';
import { createJoseAccessTokens } from '../../src/adapters/jose/jose-access-tokens.ts';
import { createNewSealedKey } from '../../src/adapters/jose/signing-keys.ts';
import { createRelationalKeyRing } from '../../src/adapters/relational/sessions/relational-key-ring.ts';
import { fixedKeyTimes } from '../../src/application/keys/key-times.ts';
import { makeMaintainKeys } from '../../src/application/keys/maintain-keys.ts';
import { makeRotateKeys } from '../../src/application/keys/rotate-keys.ts';
import type { AccessTokens, IssuedToken } from '../../src/ports/access-tokens.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisKeyRing } from '../support/open-redis.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { createTestLog } from '../support/test-log.ts';
import { createTurns } from '../support/turns.ts';
import type { OpenKeyRing } from './key-ring.contract.ts';

const times = { ...fixedKeyTimes, tokenLifetime: 600_000, rotationInterval: 700_000 };
const step = 10_000;
/** Two rotations, and long enough for the keys of before to go. */
const steps = 300;
const stepsPerTurn = times.reloading / step;
const issuer = 'https://id.example.com';
const claims = { userId: 'user', sessionId: 'session', roles: ['USER'] };
const tokenOfUnknownKey = ['{"alg":"ES256","kid":"unknown"}', '{}', '']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');
const relational = relationalDatabases().map(({ name, open }) => ({
  name,
  open: async (shared?: string) => {
    const database = await open(shared);
    return { keyRing: createRelationalKeyRing(database), close: database.close };
  },
}));
const rings: readonly { readonly name: string; readonly open: OpenKeyRing }[] = [
  ...relational,
  { name: 'Redis', open: openRedisKeyRing(inject('redisUrl')) },
];

describe.each(rings)('two gateways on one ring on $name', ({ open }) => {
  test('accept every live token of each other, while the keys turn', async () => {
    let now = Date.UTC(2026, 0, 1);
    const [shared, secrets] = [namespace(), createSecrets(randomBytes(32))];
    const opening = { open, shared, secrets, clock: () => now };
    const gateways = [await openGateway(opening), await openGateway(opening)] as const;
    const headers = new Set<string>();
    let live: readonly IssuedToken[] = [];

    for (let count = 0; count < steps; count += 1) {
      now += step;
      // Out of step with each other, as gateways are.
      await gateways[count % stepsPerTurn]?.turn();
      const issued = await Promise.all(gateways.map(({ tokens }) => tokens.issue(claims, now)));
      for (const token of issued) headers.add(headerOf(token));
      live = [...live, ...issued].filter(({ expiresAt }) => expiresAt > now);
      await Promise.all(gateways.map(({ tokens }) => assertAllAccepted(tokens, live)));
    }

    const [first, second] = gateways;
    expect(headers.size).toBeGreaterThan(2);
    const keys = await first.keyRing.list();
    expect(keys.length).toBeLessThan(headers.size);
    expect(await second.keyRing.list()).toEqual(keys);
  });
});

interface Opening {
  readonly open: OpenKeyRing;
  readonly shared: string;
  readonly secrets: Secrets;
  readonly clock: () => number;
}

async function openGateway({ open, shared, secrets, clock }: Opening) {
  const { keyRing, close } = await open(shared);
  onTestFinished(close);
  const tokens = createJoseAccessTokens({
    keyRing,
    seal: secrets,
    issuer,
    audience: issuer,
    now: clock,
    // It looks for an unknown key once: from then on it has to know them in time, as a service with a copy of the JWKS has.
    monotonicClock: () => 0,
  });
  await expect(tokens.verify(tokenOfUnknownKey)).rejects.toMatchObject({ code: 'INVALID_TOKEN' });
  const { delay, turn, stop } = createTurns();
  const rotateKeys = makeRotateKeys({ keyRing, newSealedKey: createNewSealedKey(secrets), clock, times });
  const deps = { keyRing, accessTokens: tokens, rotateKeys, times, clock, delay, log: createTestLog() };
  const stopping = new AbortController();
  const maintained = makeMaintainKeys({ ...deps, algorithm: 'ES256' })(stopping.signal);
  onTestFinished(async () => {
    stopping.abort();
    stop();
    await maintained;
  });
  return { keyRing, tokens, turn };
}

/** One for each key. */
function headerOf({ token }: IssuedToken): string {
  return token.slice(0, token.indexOf('.'));
}

async function assertAllAccepted(tokens: AccessTokens, live: readonly IssuedToken[]): Promise<void> {
  for (const { token } of live) expect((await tokens.verify(token)).sessionId).toBe(claims.sessionId);
}
