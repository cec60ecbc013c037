import { randomBytes, randomUUID } from 'node:crypto';
import type { JWTHeaderParameters, JWTPayload } from 'jose';
import { createSecrets } from '../../../../src/adapters/crypto/secrets.ts';
import {
  type AccessTokenOptions,
  createJoseAccessTokens,
} from '../../../../src/adapters/jose/jose-access-tokens.ts';
import { createNewSealedKey } from '../../../../src/adapters/jose/signing-keys.ts';
import { createRelationalKeyRing } from '../../../../src/adapters/relational/sessions/relational-key-ring.ts';
import { openSqlite } from '../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { DomainError } from '../../../../src/domain/domain-error.ts';
import type { VerifiedToken } from '../../../../src/ports/access-tokens.ts';
import type { KeyRing, SealedKey } from '../../../../src/ports/key-ring.ts';

export const issuer = 'https://id.example.com';
export const audience = 'https://api.example.com';
/** When the tokens of these tests are issued, and the gateways' clocks stand. */
export const start = 1_700_000_000_000;
export const claims = { userId: randomUUID(), sessionId: randomUUID(), roles: ['ADMIN', 'USER'] };
export const invalid = new DomainError({ code: 'INVALID_TOKEN' });

/** A gateway's tokens on a key ring of their own, and what they were made with. */
export function givenTokens() {
  const database = openSqlite(':memory:');
  const keyRing = createRelationalKeyRing(database);
  const secrets = createSecrets(randomBytes(32));
  const create = (options: Partial<AccessTokenOptions> = {}) =>
    createJoseAccessTokens({ keyRing, seal: secrets, issuer, audience, now: () => start, ...options });
  const tokens = create();
  const issued = async () => (await tokens.issue(claims, start)).token;
  return { tokens, issued, create, keyRing, secrets, close: () => database.close() };
}

export function headerOf(token: string): JWTHeaderParameters {
  return JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString());
}

export function payloadOf(token: string): JWTPayload {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

/** What is found in a token that was issued for the claims at the start. */
export function verifiedOf(token: string): VerifiedToken {
  const { jti = '' } = payloadOf(token);
  return { ...claims, tokenId: jti, issuedAt: start, expiresAt: start + 600_000 };
}

/** A ring that tells how often it was read. */
export function countLists(keyRing: KeyRing) {
  let count = 0;
  const list = () => {
    count += 1;
    return keyRing.list();
  };
  return { counted: { ...keyRing, list }, lists: () => count };
}

/** Adds a key behind the last one, and answers with its id. */
export async function addKey(
  { keyRing, secrets }: Pick<ReturnType<typeof givenTokens>, 'keyRing' | 'secrets'>,
  { algorithm = 'ES256', activeFrom = start }: Partial<SealedKey> = {},
): Promise<string> {
  const key = await createNewSealedKey(secrets)({ algorithm, createdAt: start, activeFrom });
  const last = (await keyRing.list()).at(-1)?.id ?? null;
  await keyRing.add(key, last);
  return key.id;
}
