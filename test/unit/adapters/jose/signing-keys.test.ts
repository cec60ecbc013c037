import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';
import { createRelationalKeyRing } from '../../../../src/adapters/relational/sessions/relational-key-ring.ts';
import { openSqlite } from '../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { StoreMismatch, Unavailable } from '../../../../src/ports/errors.ts';
import type { KeyRing } from '../../../../src/ports/key-ring.ts';
import { audience, claims, givenTokens, issuer, noNewKey, start } from './given-tokens.ts';

const { tokens, issued, create, keyRing, close } = givenTokens();

afterAll(close);

describe('jwks', () => {
  test('holds public keys only, each with what a verifier needs', async () => {
    const { keys } = await tokens.jwks();
    const coordinate = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/);
    const key = { kty: 'EC', crv: 'P-256', alg: 'ES256', use: 'sig', x: coordinate, y: coordinate };
    expect(keys).toEqual([{ ...key, kid: coordinate }]);
    expect(JSON.stringify(keys)).not.toContain('"d"');
  });

  test('is all that a foreign verifier needs', async () => {
    const keySet = createLocalJWKSet(JSON.parse(JSON.stringify(await tokens.jwks())));
    const currentDate = new Date(start);
    const { payload } = await jwtVerify(await issued(), keySet, {
      issuer,
      audience,
      typ: 'at+jwt',
      currentDate,
    });
    expect(payload).toMatchObject({ sub: claims.userId, sid: claims.sessionId, roles: claims.roles });
  });
});

describe('the keys', () => {
  test('are the same for gateways that start at once', async () => {
    const shared = openSqlite(':memory:');
    const ring = createRelationalKeyRing(shared);
    const gateways = Array.from({ length: 8 }, () => create({ keyRing: ring }));
    await Promise.all(gateways.map((gateway) => gateway.prepare()));
    const sets = await Promise.all(gateways.map((gateway) => gateway.jwks()));
    expect(new Set(sets.map((set) => JSON.stringify(set))).size).toBe(1);
    expect((await ring.loadOrCreate(noNewKey)).length).toBe(1);
    await shared.close();
  });

  test('are sealed in the ring', async () => {
    const [key] = await keyRing.loadOrCreate(noNewKey);
    expect(key).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      sealed: expect.stringMatching(/^v1\.[A-Za-z0-9_-]+$/),
      createdAt: start,
    });
    expect(Buffer.from(key?.sealed.slice(3) ?? '', 'base64url').toString('latin1')).not.toContain('P-256');
  });

  test('cannot be opened with another master key', async () => {
    await tokens.prepare();
    const stranger = create({ seal: createSecrets(randomBytes(32)) });
    await expect(stranger.prepare()).rejects.toThrow(StoreMismatch);
  });

  test('are looked for again after the ring could not be reached', async () => {
    const gate = { open: false };
    const down = new Unavailable('key ring', new Error('ECONNREFUSED'));
    const flaky: KeyRing = {
      prepare: () => (gate.open ? keyRing.prepare() : Promise.reject(down)),
      loadOrCreate: (first) => keyRing.loadOrCreate(first),
    };
    const gateway = create({ keyRing: flaky });
    const token = await issued();
    await expect(gateway.prepare()).rejects.toBe(down);
    await expect(gateway.verify(token)).rejects.toBe(down);
    await expect(gateway.issue(claims, start)).rejects.toBe(down);
    await expect(gateway.jwks()).rejects.toBe(down);
    gate.open = true;
    expect(await gateway.verify(token)).toEqual(claims);
  });

  test('are loaded once, and serve on while the ring is away', async () => {
    const loads = { count: 0 };
    const counted: KeyRing = {
      prepare: () => keyRing.prepare(),
      loadOrCreate: (first) => {
        loads.count += 1;
        return keyRing.loadOrCreate(first);
      },
    };
    const gateway = create({ keyRing: counted });
    const token = await issued();
    await Promise.all(Array.from({ length: 20 }, () => gateway.verify(token)));
    expect(loads.count).toBe(1);
  });
});
