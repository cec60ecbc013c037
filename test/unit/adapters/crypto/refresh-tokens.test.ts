import { createHash, createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRefreshTokens } from '../../../../src/adapters/crypto/refresh-tokens.ts';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';

const newKey = () => createSecretKey(randomBytes(32));

const { refreshTokens } = createSecrets(Buffer.alloc(32, 7));
const someSession = '6d5b1f0e-8c0e-4b8a-9a54-0c6a4f3d2b19';
const someSecret = Buffer.alloc(32, 3).toString('base64url');
const newSecret = () => randomBytes(32).toString('base64url');

/** 68 bytes in base64url. */
const form = /^[A-Za-z0-9_-]{91}$/;

describe('a refresh token', () => {
  test('is read back as it was made, by whoever has the same master key', () => {
    const first = refreshTokens.first(someSession, newSecret());
    const second = refreshTokens.successorOf(first);
    const later = createSecrets(Buffer.alloc(32, 7)).refreshTokens;

    expect([first.token, second.token]).toEqual([expect.stringMatching(form), expect.stringMatching(form)]);
    expect([later.parse(first.token), later.parse(second.token)]).toEqual([first, second]);
    expect(second).toMatchObject({ sessionId: someSession, generation: 2 });
  });

  test('is the same in this build and in later ones, and so is its successor', () => {
    const first = refreshTokens.first(someSession, someSecret);

    expect([first, refreshTokens.successorOf(first)].map(({ token }) => token)).toEqual([
      'bVsfDowOS4qaVAxqTz0rGQAAAAEDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAzXGZAZcslEMP12GMNDv9_w',
      'bVsfDowOS4qaVAxqTz0rGQAAAALopIUi4qIl6BR3MmlSqmvgLQlOrMheAPtolZIjwwfi5-5XuipGRHsgWMJ8pgseJ0U',
    ]);
  });

  test('has the hash that is stored: SHA-256 of its text', () => {
    const { token, hash } = refreshTokens.first(someSession, someSecret);

    expect(hash).toBe(createHash('sha256').update(token).digest('hex'));
  });

  test('has one successor, which nobody makes of it without the key', () => {
    const first = refreshTokens.first(someSession, someSecret);
    const others = createRefreshTokens({ tagging: newKey(), succeeding: newKey() });

    expect(refreshTokens.successorOf(first)).toEqual(refreshTokens.successorOf(first));
    expect(others.successorOf(first).token).not.toBe(refreshTokens.successorOf(first).token);
  });

  test('has a successor of its own, and never returns', () => {
    const made = new Set<string>();
    for (const secret of [newSecret(), newSecret()]) {
      let token = refreshTokens.first(randomUUID(), secret);
      for (let count = 0; count < 200; count += 1) {
        made.add(token.token);
        token = refreshTokens.successorOf(token);
      }
    }
    expect(made.size).toBe(400);
  });
});

describe('a text that nobody was given', () => {
  test('is none with any one bit changed', () => {
    const { token } = refreshTokens.first(someSession, someSecret);
    const bytes = Buffer.from(token, 'base64url');
    const changed = Array.from({ length: bytes.length * 8 }, (_, bit) => {
      const copy = Buffer.from(bytes);
      copy.writeUInt8(copy.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
      return copy.toString('base64url');
    });

    expect(changed.filter((text) => refreshTokens.parse(text) !== null)).toEqual([]);
  });

  test('is none in another spelling of the same bytes', () => {
    const { token } = refreshTokens.first(someSession, someSecret);
    const bytes = Buffer.from(token, 'base64url');
    const last = token.at(-1) ?? '';
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    const spellings = [
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      bytes.toString('base64'),
      `${token.slice(0, -1)}${twin}`,
    ];

    expect(Buffer.from(spellings.at(-1) ?? '', 'base64url')).toEqual(bytes);
    expect(spellings.map((text) => refreshTokens.parse(text))).toEqual(spellings.map(() => null));
  });

  test('is none of another master key, nor any other text', () => {
    const other = createSecrets(Buffer.alloc(32, 8)).refreshTokens.first(someSession, someSecret);
    const jwt = 'eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJhIn0.c2lnbmF0dXJl';

    expect([other.token, '', jwt, newSecret()].map((text) => refreshTokens.parse(text))).toEqual([
      null,
      null,
      null,
      null,
    ]);
    fc.assert(fc.property(fc.string(), (text) => refreshTokens.parse(text) === null));
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 68, maxLength: 68 }), (bytes) => {
        return refreshTokens.parse(Buffer.from(bytes).toString('base64url')) === null;
      }),
    );
  });
});
