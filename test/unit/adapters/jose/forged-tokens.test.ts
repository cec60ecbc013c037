import { createPublicKey, type JsonWebKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  base64url,
  CompactSign,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWTHeaderParameters,
  type JWTPayload,
  SignJWT,
} from 'jose';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { audience, claims, givenTokens, invalid, issuer, start } from './given-tokens.ts';

const { tokens, keyRing, secrets, close } = givenTokens();

afterAll(close);

/** Forged tokens of somebody who holds the gateway's own private key tell each check from the signature's. */
describe('verify, of tokens under a right signature,', () => {
  const fair: JWTPayload = {
    iss: issuer,
    aud: audience,
    sub: claims.userId,
    client_id: 'gatehouse',
    sid: claims.sessionId,
    roles: ['USER'],
    iat: start / 1000,
    exp: start / 1000 + 600,
    jti: randomUUID(),
  };
  const found = {
    ...claims,
    roles: ['USER'],
    tokenId: fair.jti,
    issuedAt: start,
    expiresAt: start + 600_000,
  };
  let kid: string;
  let privateKey: Awaited<ReturnType<typeof importJWK>>;

  beforeAll(async () => {
    await tokens.prepare();
    const [sealed] = await keyRing.list();
    kid = sealed?.id ?? '';
    privateKey = await importJWK(JSON.parse(secrets.open(sealed?.sealed ?? '')), 'ES256');
  });

  function sign(payload: JWTPayload, header: Partial<JWTHeaderParameters> = {}): Promise<string> {
    return new SignJWT(payload)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid, ...header })
      .sign(privateKey, { crit: { 'urn:example:extension': true } });
  }

  function without(...names: readonly string[]): JWTPayload {
    return Object.fromEntries(Object.entries(fair).filter(([name]) => !names.includes(name)));
  }

  test('accepts the fair one', async () => {
    expect(await tokens.verify(await sign(fair))).toEqual(found);
  });

  test('accepts the type as a whole media type', async () => {
    const token = await sign(fair, { typ: 'application/at+jwt' });
    expect(await tokens.verify(token)).toEqual(found);
  });

  test.each(['iss', 'exp', 'aud', 'sub', 'client_id', 'iat', 'jti', 'sid', 'roles'])(
    'refuses one without %s',
    async (name) => {
      await expect(tokens.verify(await sign(without(name)))).rejects.toEqual(invalid);
    },
  );

  test.each<[string, JWTPayload]>([
    ['an expiry that is a text', { exp: '9999999999' as unknown as number }],
    ['an expiry that is null', { exp: null as unknown as number }],
    ['an expiry in the past', { exp: start / 1000 - 600 }],
    ['a negative expiry', { exp: -1 }],
    ['an expiry of 0', { exp: 0 }],
    ['an expiry that is a fraction', { exp: start / 1000 + 600.5 }],
    ['an expiry that is no safe integer', { exp: 2 ** 53 }],
    ['an expiry in the far future', { exp: 1e300 }],
    ['a longer life than any token has', { exp: start / 1000 + 3_601 }],
    ['an expiry that is a list', { exp: [start / 1000 + 600] as unknown as number }],
    ['an instant of issue that is a text', { iat: '1' as unknown as number }],
    ['an id that is a number', { jti: 7 as unknown as string }],
    ['a subject that is a number', { sub: 7 as unknown as string }],
    ['a session that is a list', { sid: [claims.sessionId] }],
    ['roles that are one text', { roles: 'ADMIN' }],
    ['roles that are not texts', { roles: [{ name: 'ADMIN' }] }],
    ['other audiences only', { aud: ['https://a.example.com', 'https://b.example.com'] }],
    ['a time before which it is not valid', { nbf: start / 1000 + 60 }],
  ])('refuses one with %s', async (_, odd) => {
    await expect(tokens.verify(await sign({ ...fair, ...odd }))).rejects.toEqual(invalid);
  });

  test.each(['NaN', 'Infinity', '1e999', '-1e999', '"600"', '{}', ''])(
    'refuses one whose expiry is written as %j',
    async (exp) => {
      const text = JSON.stringify(fair).replace(/"exp":\d+/, `"exp":${exp}`);
      const token = await new CompactSign(Buffer.from(text))
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid })
        .sign(privateKey);
      await expect(tokens.verify(token)).rejects.toEqual(invalid);
    },
  );

  test.each(['JWT', 'rt+jwt', 'id+jwt', 'dpop+jwt', '', undefined])(
    'refuses one of the type %j',
    async (typ) => {
      const header = { alg: 'ES256', kid, ...(typ === undefined ? {} : { typ }) };
      const token = await new SignJWT(fair).setProtectedHeader(header).sign(privateKey);
      await expect(tokens.verify(token)).rejects.toEqual(invalid);
    },
  );

  test.each<[string, Partial<JWTHeaderParameters>]>([
    ['an unknown critical extension', { crit: ['urn:example:extension'], 'urn:example:extension': 1 }],
    ['an unknown key id', { kid: 'somebody-else' }],
    ['the name of a built-in as its key id', { kid: '__proto__' }],
    ['an empty key id', { kid: '' }],
  ])('refuses one with %s', async (_, header) => {
    await expect(tokens.verify(await sign(fair, header))).rejects.toEqual(invalid);
  });

  test('refuses one without a key id', async () => {
    const token = await new SignJWT(fair)
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt' })
      .sign(privateKey);
    await expect(tokens.verify(token)).rejects.toEqual(invalid);
  });

  test('refuses one without any algorithm, in whatever case', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      const header = base64url.encode(JSON.stringify({ alg, typ: 'at+jwt', kid }));
      const body = `${header}.${base64url.encode(JSON.stringify(fair))}`;
      const signature = (await sign(fair)).split('.')[2];
      await expect(tokens.verify(`${body}.`)).rejects.toEqual(invalid);
      await expect(tokens.verify(`${body}.${signature}`)).rejects.toEqual(invalid);
    }
  });

  test('refuses one signed with the public key as the secret of HS256', async () => {
    const { keys } = await tokens.jwks();
    const key = keys[0] as JsonWebKey;
    const pem = createPublicKey({ key, format: 'jwk' }).export({ format: 'pem', type: 'spki' }).toString();
    const der = createPublicKey({ key, format: 'jwk' }).export({ format: 'der', type: 'spki' });
    const texts = [pem, pem.trim(), `\n ${pem}`, JSON.stringify(key), JSON.stringify({ keys })];
    for (const secret of [der, ...texts.map((text) => Buffer.from(text))]) {
      const token = await new SignJWT(fair)
        .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt', kid })
        .sign(secret);
      await expect(tokens.verify(token)).rejects.toEqual(invalid);
    }
  });

  test.each(['ES384', 'EdDSA', 'RS256', 'PS256'])('refuses one signed by %s', async (alg) => {
    const { privateKey: other } = await generateKeyPair(alg);
    const token = await new SignJWT(fair).setProtectedHeader({ alg, typ: 'at+jwt', kid }).sign(other);
    await expect(tokens.verify(token)).rejects.toEqual(invalid);
  });

  test('never takes a key from a token, nor fetches one that it points to', async () => {
    let requests = 0;
    const server = createServer((_request, response) => {
      requests += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    onTestFinished(() => void server.close());
    await once(server, 'listening');
    const { publicKey, privateKey: forger } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/keys.json`;
    const pointers = [{ jwk }, { jku: url }, { x5u: url }, { jwk, kid: 'mine' }, { jku: url, kid: 'mine' }];
    for (const pointer of pointers) {
      const header = { alg: 'ES256', typ: 'at+jwt', kid, ...pointer };
      const token = await new SignJWT(fair).setProtectedHeader(header).sign(forger);
      await expect(tokens.verify(token)).rejects.toEqual(invalid);
      expect(await tokens.verify(await sign(fair, pointer.kid === undefined ? pointer : {}))).toEqual(found);
    }
    expect(requests).toBe(0);
  });
});
