import { createHmac, hkdfSync, randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';

const masterKey = Buffer.alloc(32, 7);
const secrets = createSecrets(masterKey);
const alice = 'alice@example.com' as EmailAddress;
const bob = 'bob@example.com' as EmailAddress;

describe('createSecrets', () => {
  test.each([0, 16, 31, 33])('refuses a master key of %i bytes', (length) => {
    expect(() => createSecrets(Buffer.alloc(length))).toThrow(
      new RangeError(`The master key has ${length} bytes instead of 32.`),
    );
  });

  test('copies what it needs, so that the key may be wiped', () => {
    const wiped = Buffer.from(masterKey);
    const copied = createSecrets(wiped);
    const sealed = copied.seal('x');
    wiped.fill(0);
    expect(copied.claimKey(alice)).toBe(secrets.claimKey(alice));
    expect(secrets.open(sealed)).toBe('x');
  });
});

describe('claimKey', () => {
  test('is 128 bits of HMAC-SHA-256 in lower-case hexadecimal, under a key derived for it', () => {
    const key = Buffer.from(hkdfSync('sha256', masterKey, '', 'gatehouse/v1/e-mail claim', 32));
    const expected = createHmac('sha256', key).update(alice).digest('hex').slice(0, 32);
    expect(secrets.claimKey(alice)).toBe(expected);
  });

  test('differs by address and by master key', () => {
    const others = [secrets.claimKey(bob), createSecrets(Buffer.alloc(32, 8)).claimKey(alice)];
    expect(new Set([secrets.claimKey(alice), ...others]).size).toBe(3);
  });
});

describe('seal', () => {
  test('is undone by open, for every text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        expect(createSecrets(masterKey).open(secrets.seal(text))).toBe(text);
      }),
    );
  });

  test('never looks the same for the same text, nor shows it', () => {
    const sealed = Array.from({ length: 1_000 }, () => secrets.seal('trombone'));
    expect(new Set(sealed).size).toBe(1_000);
    expect(sealed.filter((text) => !/^v1\.[A-Za-z0-9_-]{48}$/.test(text))).toEqual([]);
  });
});

describe('open', () => {
  const broken = new Error('A sealed text was sealed with another master key, or changed since.');
  const unknown = new Error('A sealed text is not of a format that this build opens.');

  test('refuses what was sealed with another master key', () => {
    const sealed = createSecrets(randomBytes(32)).seal('trombone');
    expect(() => secrets.open(sealed)).toThrow(broken);
  });

  test('refuses a text in which any one bit was changed', () => {
    const bytes = Buffer.from(secrets.seal('trombone').slice(3), 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const changed = Buffer.from(bytes);
      const index = Math.floor(bit / 8);
      changed[index] = (changed[index] ?? 0) ^ (1 << (bit % 8));
      expect(() => secrets.open(`v1.${changed.toString('base64url')}`)).toThrow(broken);
    }
  });

  test('refuses a text that was cut off', () => {
    const sealed = secrets.seal('trombone');
    expect(() => secrets.open(sealed.slice(0, -4))).toThrow(broken);
    expect(() => secrets.open(sealed.slice(0, 20))).toThrow(unknown);
  });

  test.each(['', 'v1.', 'trombone', 'v2.AAAA'])('refuses a text that was never sealed: %j', (text) => {
    expect(() => secrets.open(text)).toThrow(unknown);
  });

  test('refuses another version', () => {
    expect(() => secrets.open(secrets.seal('trombone').replace('v1.', 'v2.'))).toThrow(unknown);
  });
});

describe('fingerprint', () => {
  test('is the same for the same key and another for another', () => {
    expect(createSecrets(Buffer.from(masterKey)).fingerprint).toBe(secrets.fingerprint);
    expect(createSecrets(Buffer.alloc(32, 8)).fingerprint).not.toBe(secrets.fingerprint);
  });

  test('is 128 bits that are in nothing else made of the key', () => {
    expect(secrets.fingerprint).toMatch(/^[0-9a-f]{32}$/);
    expect(masterKey.toString('hex')).not.toContain(secrets.fingerprint);
    expect(secrets.claimKey(alice)).not.toBe(secrets.fingerprint);
  });
});
