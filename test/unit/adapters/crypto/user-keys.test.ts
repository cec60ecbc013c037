import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';
import { createUserKeys } from '../../../../src/adapters/crypto/user-keys.ts';
import { StoreMismatch } from '../../../../src/ports/errors.ts';
import type { UserKeys } from '../../../../src/ports/user-keys.ts';

const wrappingKey = Buffer.alloc(32, 7);
const place = 'a stream, version 3';

/** The same keys in another process. */
function reopened(): UserKeys {
  return createUserKeys(wrappingKey);
}

/** The bytes with each of their bits changed. */
function* changedBits(bytes: Uint8Array): Iterable<Uint8Array> {
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const index = Math.floor(bit / 8);
    yield Uint8Array.from(bytes, (byte, at) => (at === index ? byte ^ (1 << (bit % 8)) : byte));
  }
}

describe('the key of a user', () => {
  it('has 61 bytes as it is stored, and is another one for every user', () => {
    const keys = reopened();
    const created = Array.from({ length: 1_000 }, () => Buffer.from(keys.create().userKey).toString('hex'));
    expect(new Set(created).size).toBe(1_000);
    expect(new Set(created.map((key) => key.length / 2))).toEqual(new Set([61]));
  });

  it('opens in another process what was sealed when it was made', () => {
    const { userKey, cipher } = reopened().create();
    const sealed = cipher.seal('Zoë', place);
    expect(reopened().open(userKey).open(sealed, place)).toBe('Zoë');
  });

  it('is refused with another master key', () => {
    const { userKey } = createSecrets(Buffer.alloc(32, 1)).userKeys.create();
    expect(() => createSecrets(Buffer.alloc(32, 2)).userKeys.open(userKey)).toThrow(StoreMismatch);
  });

  it('is refused with any bit changed, cut off or of another format', () => {
    const { userKey } = reopened().create();
    const keys = reopened();
    for (const changed of changedBits(userKey)) expect(() => keys.open(changed)).toThrow(StoreMismatch);
    expect(() => keys.open(userKey.subarray(0, 60))).toThrow(StoreMismatch);
    expect(() => keys.open(new Uint8Array())).toThrow(StoreMismatch);
  });

  it('opens after thousands of others were used in between', () => {
    const keys = reopened();
    const first = keys.create();
    const sealed = first.cipher.seal('Zoë', place);
    for (let others = 0; others < 3_000; others += 1) keys.create();
    expect(keys.open(first.userKey).open(sealed, place)).toBe('Zoë');
  });
});

describe('a sealed text', () => {
  const { cipher } = reopened().create();

  it('opens as it was, whatever it is and wherever it stands', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), fc.string(), (text, context) => {
        expect(cipher.open(cipher.seal(text, context), context)).toBe(text);
      }),
    );
  });

  it('has 29 bytes more than the text, and never looks the same', () => {
    const sealed = Array.from({ length: 1_000 }, () => Buffer.from(cipher.seal('trombone', place)));
    expect(new Set(sealed.map((bytes) => bytes.toString('hex'))).size).toBe(1_000);
    expect(sealed.filter((bytes) => bytes.length !== 37 || bytes.includes('trombone'))).toEqual([]);
  });

  it('is refused at another place', () => {
    const sealed = cipher.seal('trombone', place);
    expect(() => cipher.open(sealed, 'a stream, version 4')).toThrow();
    expect(() => cipher.open(sealed, '')).toThrow();
  });

  it('is refused with the key of another user', () => {
    const sealed = cipher.seal('trombone', place);
    expect(() => reopened().create().cipher.open(sealed, place)).toThrow();
  });

  it('is refused with any bit changed, or cut off anywhere', () => {
    const sealed = cipher.seal('trombone', place);
    for (const changed of changedBits(sealed)) expect(() => cipher.open(changed, place)).toThrow();
    for (let length = 0; length < sealed.length; length += 1) {
      expect(() => cipher.open(sealed.subarray(0, length), place)).toThrow();
    }
  });
});
