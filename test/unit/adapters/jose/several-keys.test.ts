import { createLocalJWKSet, jwtVerify } from 'jose';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createNewSealedKey } from '../../../../src/adapters/jose/signing-keys.ts';
import { StoreMismatch, Unavailable } from '../../../../src/ports/errors.ts';
import {
  addKey,
  audience,
  claims,
  countLists,
  givenTokens,
  headerOf,
  invalid,
  issuer,
  start,
  verifiedOf,
} from './given-tokens.ts';

const later = start + 600_000;

/** A gateway whose ring has a key that signs and one that will. */
async function givenTwoKeys(next: Parameters<typeof addKey>[1] = { activeFrom: later }) {
  const given = givenTokens();
  onTestFinished(given.close);
  await given.tokens.prepare();
  const [first] = await given.keyRing.list();
  const second = await addKey(given, next);
  await given.tokens.reload();
  const keyOf = async (now: number) => headerOf((await given.tokens.issue(claims, now)).token).kid;
  return { ...given, first: first?.id ?? '', second, keyOf };
}

describe('a gateway whose ring has several keys', () => {
  test('signs by the next one from its instant on, and not before', async () => {
    const { keyOf, first, second } = await givenTwoKeys();
    expect(await keyOf(start)).toBe(first);
    expect(await keyOf(later - 1)).toBe(first);
    expect(await keyOf(later)).toBe(second);
  });

  test('publishes all of them, and accepts the tokens of each', async () => {
    const { tokens, issued, create, first, second } = await givenTwoKeys();
    const { keys } = await tokens.jwks();
    expect(keys.map((key) => (key as { kid?: string }).kid)).toEqual([first, second]);
    const [old, { token: young }] = [await issued(), await tokens.issue(claims, later)];
    const other = create({ now: () => later });
    expect(await other.verify(old)).toEqual(verifiedOf(old));
    expect(await other.verify(young)).toEqual({
      ...verifiedOf(young),
      issuedAt: later,
      expiresAt: later + 600_000,
    });
  });

  test('signs by EdDSA when that is how the key signs, in tokens that a foreign verifier takes', async () => {
    const { tokens, issued, second } = await givenTwoKeys({ algorithm: 'EdDSA', activeFrom: start });
    const token = await issued();
    expect(headerOf(token)).toEqual({ alg: 'EdDSA', typ: 'at+jwt', kid: second });
    expect(await tokens.verify(token)).toEqual(verifiedOf(token));
    const { keys } = await tokens.jwks();
    const x = expect.stringMatching(/^[A-Za-z0-9_-]{43}$/);
    expect(keys[1]).toEqual({ kty: 'OKP', crv: 'Ed25519', x, kid: second, alg: 'EdDSA', use: 'sig' });
    const options = { issuer, audience, typ: 'at+jwt', currentDate: new Date(start) };
    await jwtVerify(token, createLocalJWKSet(JSON.parse(JSON.stringify({ keys }))), options);
  });

  test('makes the first key of the kind that is asked for', async () => {
    const { create, keyRing, close } = givenTokens();
    onTestFinished(close);
    await create({ algorithm: 'EdDSA' }).prepare();
    expect(await keyRing.list()).toMatchObject([{ algorithm: 'EdDSA', activeFrom: start }]);
  });

  test('keeps its keys when it meets one that was sealed with another master key', async () => {
    const { tokens, issued, keyRing, second } = await givenTwoKeys();
    const stranger = givenTokens();
    onTestFinished(stranger.close);
    const newKey = createNewSealedKey(stranger.secrets);
    await keyRing.add(await newKey({ algorithm: 'ES256', createdAt: start, activeFrom: start }), second);
    await expect(tokens.reload()).rejects.toThrow(StoreMismatch);
    const token = await issued();
    expect(await tokens.verify(token)).toEqual(verifiedOf(token));
  });
});

describe('a removed key', () => {
  test('is refused once the ring is read, also for tokens that were accepted before', async () => {
    const { tokens, issued, keyRing, first, second, create } = await givenTwoKeys();
    const [seen, unseen] = [await issued(), await issued()];
    const other = create();
    for (const gateway of [tokens, other]) await gateway.verify(seen);
    await keyRing.remove([first]);
    for (const gateway of [tokens, other]) {
      expect(await gateway.verify(seen)).toEqual(verifiedOf(seen));
      await gateway.reload();
      await expect(gateway.verify(seen)).rejects.toEqual(invalid);
      await expect(gateway.verify(unseen)).rejects.toEqual(invalid);
      expect(await gateway.jwks()).toMatchObject({ keys: [{ kid: second }] });
    }
  });

  test('does not come back by an unknown key that was looked for before', async () => {
    const { tokens, issued, keyRing, first } = await givenTwoKeys();
    const stranger = givenTokens();
    onTestFinished(stranger.close);
    const token = await issued();
    await expect(tokens.verify(await stranger.issued())).rejects.toEqual(invalid);
    await keyRing.remove([first]);
    await tokens.reload();
    await expect(tokens.verify(token)).rejects.toEqual(invalid);
  });
});

describe('a token that was verified', () => {
  test('is refused when it has expired since', async () => {
    const clock = { now: start };
    const { create, issued, close } = givenTokens();
    onTestFinished(close);
    const gateway = create({ now: () => clock.now });
    const token = await issued();
    await gateway.verify(token);
    clock.now = start + 604_999;
    expect(await gateway.verify(token)).toEqual(verifiedOf(token));
    clock.now = start + 605_000;
    await expect(gateway.verify(token)).rejects.toEqual(invalid);
  });

  test('cannot be changed by whoever is given it', async () => {
    const { tokens, issued, close } = givenTokens();
    onTestFinished(close);
    const token = await tokens.verify(await issued());
    expect(() => Object.assign(token, { userId: 'other' })).toThrow(TypeError);
    expect(() => (token.roles as string[]).push('ADMIN')).toThrow(TypeError);
  });
});

describe('a key that a gateway does not know', () => {
  test('is looked for in the ring at once', async () => {
    const given = await givenTwoKeys();
    const behind = given.create();
    await behind.prepare();
    await addKey(given);
    await given.tokens.reload();
    const token = await given.issued();
    expect(await behind.verify(token)).toEqual(verifiedOf(token));
  });

  test('is looked for once in five seconds, however many tokens name one', async () => {
    const clock = { now: 0 };
    const given = await givenTwoKeys();
    const { counted, lists } = countLists(given.keyRing);
    const gateway = given.create({ keyRing: counted, monotonicClock: () => clock.now });
    const stranger = givenTokens();
    onTestFinished(stranger.close);
    const forged = await stranger.issued();
    const attack = () => Promise.allSettled(Array.from({ length: 50 }, () => gateway.verify(forged)));
    await gateway.prepare();
    await attack();
    clock.now = 4_999;
    await attack();
    expect(lists()).toBe(2);
    clock.now = 5_000;
    await attack();
    expect(lists()).toBe(3);
  });

  test('is neither accepted nor called forged while the ring cannot be read', async () => {
    const gate = { open: true };
    const down = new Unavailable('key ring', new Error('ECONNREFUSED'));
    const { create, issued, keyRing } = await givenTwoKeys();
    const list = () => (gate.open ? keyRing.list() : Promise.reject(down));
    const gateway = create({ keyRing: { ...keyRing, list } });
    const known = await issued();
    await gateway.prepare();
    gate.open = false;
    const stranger = givenTokens();
    onTestFinished(stranger.close);
    await expect(gateway.verify(await stranger.issued())).rejects.toBe(down);
    await expect(gateway.verify(await stranger.issued())).rejects.toBe(down);
    expect(await gateway.verify(known)).toEqual(verifiedOf(known));
  });
});
