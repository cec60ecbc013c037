import { randomBytes } from 'node:crypto';
import { createLocalJWKSet, jwtVerify } from 'jose';
import { afterAll, describe, expect, test } from 'vitest';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';
import { createRelationalKeyRing } from '../../../../src/adapters/relational/sessions/relational-key-ring.ts';
import { openSqlite } from '../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { StoreMismatch, Unavailable } from '../../../../src/ports/errors.ts';
import type { KeyRing } from '../../../../src/ports/key-ring.ts';
import { audience, claims, countLists, givenTokens, issuer, start, verifiedOf } from './given-tokens.ts';

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
    expect(await ring.list()).toHaveLength(1);
    await shared.close();
  });

  test('are sealed in the ring', async () => {
    await tokens.prepare();
    const [key] = await keyRing.list();
    expect(key).toEqual({
      id: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
      algorithm: 'ES256',
      sealed: expect.stringMatching(/^v1\.[A-Za-z0-9_-]+$/),
      createdAt: start,
      activeFrom: start,
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
      ...keyRing,
      prepare: () => (gate.open ? keyRing.prepare() : Promise.reject(down)),
    };
    const gateway = create({ keyRing: flaky });
    const token = await issued();
    await expect(gateway.prepare()).rejects.toBe(down);
    await expect(gateway.verify(token)).rejects.toBe(down);
    await expect(gateway.issue(claims, start)).rejects.toBe(down);
    await expect(gateway.jwks()).rejects.toBe(down);
    gate.open = true;
    expect(await gateway.verify(token)).toEqual(verifiedOf(token));
  });

  test('are loaded once, and serve on while the ring is away', async () => {
    const { counted, lists } = countLists(keyRing);
    const gateway = create({ keyRing: counted });
    const token = await issued();
    await Promise.all(Array.from({ length: 20 }, () => gateway.verify(token)));
    expect(lists()).toBe(1);
  });

  test('that were read last serve on when reading them again fails', async () => {
    const gate = { open: true };
    const down = new Unavailable('key ring', new Error('ECONNREFUSED'));
    const gateway = create({
      keyRing: { ...keyRing, list: () => (gate.open ? keyRing.list() : Promise.reject(down)) },
    });
    await gateway.prepare();
    gate.open = false;
    await expect(gateway.reload()).rejects.toBe(down);
    const { token } = await gateway.issue(claims, start);
    expect(await gateway.verify(token)).toEqual(verifiedOf(token));
  });
});
