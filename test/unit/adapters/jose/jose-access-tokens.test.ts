import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import {
  audience,
  claims,
  givenTokens,
  headerOf,
  invalid,
  issuer,
  payloadOf,
  start,
  verifiedOf,
} from './given-tokens.ts';

const { tokens, issued, create, close } = givenTokens();

afterAll(close);

describe('issue', () => {
  test('makes a token of the profile in RFC 9068', async () => {
    const { token, expiresAt } = await tokens.issue(claims, start + 999);
    expect(expiresAt).toBe(start + 600_000);
    expect(headerOf(token)).toEqual({
      alg: 'ES256',
      typ: 'at+jwt',
      kid: expect.stringMatching(/^[A-Za-z0-9_-]{43}$/),
    });
    expect(payloadOf(token)).toEqual({
      iss: issuer,
      aud: audience,
      sub: claims.userId,
      client_id: 'gatehouse',
      sid: claims.sessionId,
      roles: ['ADMIN', 'USER'],
      iat: start / 1000,
      exp: start / 1000 + 600,
      jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  test('gives every token an id of its own', async () => {
    const ids = await Promise.all(Array.from({ length: 20 }, async () => payloadOf(await issued()).jti));
    expect(new Set(ids).size).toBe(20);
  });

  test('keeps to the lifetime that it is given', async () => {
    const { token, expiresAt } = await create({ lifetimeSeconds: 60 }).issue(claims, start);
    expect(expiresAt).toBe(start + 60_000);
    expect(payloadOf(token).exp).toBe(start / 1000 + 60);
  });
});

describe('verify', () => {
  test('answers with the claims', async () => {
    const token = await issued();
    expect(await tokens.verify(token)).toEqual(verifiedOf(token));
  });

  test('accepts a token of another gateway on the same keys', async () => {
    const token = await issued();
    expect(await create().verify(token)).toEqual(verifiedOf(token));
  });

  test('accepts a token until it expires, and five seconds more for clocks that differ', async () => {
    const token = await issued();
    const at = (now: number) => create({ now: () => now }).verify(token);
    expect(await at(start + 604_999)).toEqual(verifiedOf(token));
    await expect(at(start + 605_000)).rejects.toEqual(invalid);
    await expect(at(start + 10 ** 12)).rejects.toEqual(invalid);
  });

  test.each([
    ['another issuer', { issuer: 'https://evil.example.com' }],
    ['another audience', { audience: 'https://other.example.com' }],
    ['a prefix of the issuer', { issuer: `${issuer}/` }],
  ])('refuses a token of %s', async (_, options) => {
    const { token } = await create(options).issue(claims, start);
    await expect(tokens.verify(token)).rejects.toEqual(invalid);
  });

  test('refuses a token signed by keys of another ring', async () => {
    const stranger = givenTokens();
    await expect(tokens.verify(await stranger.issued())).rejects.toEqual(invalid);
    await stranger.close();
  });

  test('refuses a token in which any one character was changed', async () => {
    const token = await issued();
    const positions = fc.integer({ min: 0, max: token.length - 2 });
    const signs = fc.constantFrom(...'ABCDefgh0189-_.=');
    await fc.assert(
      fc.asyncProperty(positions, signs, async (position, sign) => {
        fc.pre(token[position] !== sign);
        const changed = token.slice(0, position) + sign + token.slice(position + 1);
        await expect(tokens.verify(changed)).rejects.toEqual(invalid);
      }),
    );
  });

  test('refuses every text that is no token', async () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.stringMatching(/^[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,40}\.[A-Za-z0-9_-]{0,90}$/),
      fc.constantFrom('', '.', '..', '...', 'null', 'a.b.c.d.e', '\u0000'),
    );
    await fc.assert(
      fc.asyncProperty(texts, async (text) => {
        await expect(tokens.verify(text)).rejects.toEqual(invalid);
      }),
    );
  });

  test('shows nothing of a token that it refuses', async () => {
    const token = `${await issued()}x`;
    const error = await tokens.verify(token).catch((reason: unknown) => reason);
    expect(error).toEqual(invalid);
    const shown = String(error) + JSON.stringify(error) + String((error as Error).stack);
    expect(shown).not.toContain(token.slice(0, 20));
    expect(shown).not.toContain(claims.userId);
    expect(error).not.toHaveProperty('cause');
  });
});
