import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { createSecrets, type Secrets } from '../../src/adapters/crypto/secrets.ts';
import { createJoseAccessTokens } from '../../src/adapters/jose/jose-access-tokens.ts';
import { createNewSealedKey } from '../../src/adapters/jose/signing-keys.ts';
import { createRelationalKeyRing } from '../../src/adapters/relational/sessions/relational-key-ring.ts';
import type { Delay } from '../../src/application/environment.ts';
import { fixedKeyTimes } from '../../src/application/keys/key-times.ts';
import { makeMaintainKeys } from '../../src/application/keys/maintain-keys.ts';
import { makeRotateKeys } from '../../src/application/keys/rotate-keys.ts';
import type { AccessTokens, IssuedToken } from '../../src/ports/access-tokens.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisKeyRing } from '../support/open-redis.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { createTestLog } from '../support/test-log.ts';
import { waitFor } from '../support/wait-for.ts';
import type { OpenKeyRing } from './key-ring.contract.ts';

/** So many times faster does the time of these gateways pass: ten minutes in two seconds. */
const speed = 300;
const clock = () => Date.now() * speed;
const delay: Delay = async (milliseconds, signal) => {
  // An abort ends the wait early, which is all that it is for.
  await sleep(milliseconds / speed, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

const times = { ...fixedKeyTimes, tokenLifetime: 600_000, rotationInterval: 700_000 };
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
    const stopping = new AbortController();
    onTestFinished(() => stopping.abort());
    const [shared, secrets] = [namespace(), createSecrets(randomBytes(32))];
    const [first, second] = [
      await openGateway(open, shared, secrets),
      await openGateway(open, shared, secrets),
    ];
    const headers = new Set<string>();
    const { signal } = stopping;
    const work = [
      first.maintainKeys(signal),
      // Out of step with the first, as gateways are.
      delay(times.reloading / 2, signal).then(() => second.maintainKeys(signal)),
      callAll({ from: first.tokens, to: second.tokens, headers, signal }),
      callAll({ from: second.tokens, to: first.tokens, headers, signal }),
    ];
    const turned = waitFor(() => expect(headers.size).toBeGreaterThan(2), { timeout: 40_000 });

    await Promise.race([turned, Promise.all(work)]);

    stopping.abort();
    await Promise.all(work);
    const keys = await first.keyRing.list();
    expect(keys.length).toBeLessThan(4);
    expect(await second.keyRing.list()).toEqual(keys);
  });
});

async function openGateway(open: OpenKeyRing, shared: string, secrets: Secrets) {
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
  const rotateKeys = makeRotateKeys({ keyRing, newSealedKey: createNewSealedKey(secrets), clock, times });
  const deps = { keyRing, accessTokens: tokens, rotateKeys, times, clock, delay, log: createTestLog() };
  return { keyRing, tokens, maintainKeys: makeMaintainKeys({ ...deps, algorithm: 'ES256' }) };
}

interface Calls {
  readonly from: AccessTokens;
  readonly to: AccessTokens;
  /** Of all tokens: one for each key. */
  readonly headers: Set<string>;
  readonly signal: AbortSignal;
}

/** Keeps tokens for as long as they live, and lets the other gateway verify the oldest and the youngest all the time. */
async function callAll({ from, to, headers, signal }: Calls): Promise<void> {
  let live: readonly IssuedToken[] = [];
  while (!signal.aborted) {
    const issued = await from.issue(claims, clock());
    headers.add(issued.token.split('.', 1)[0] ?? '');
    live = [...live, issued].filter(({ expiresAt }) => expiresAt > clock());
    for (const token of [...live.slice(0, 1), ...live.slice(-20)]) await assertAccepted(to, token);
    await sleep(1);
  }
}

async function assertAccepted(gateway: AccessTokens, { token, expiresAt }: IssuedToken): Promise<void> {
  try {
    expect((await gateway.verify(token)).sessionId).toBe(claims.sessionId);
  } catch (error) {
    // It may have expired while it was on its way.
    if (clock() < expiresAt) throw error;
  }
}
