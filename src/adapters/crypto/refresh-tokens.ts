import { createHash, randomBytes } from 'node:crypto';
import type { RefreshToken } from '../../ports/refresh-token.ts';

const tokenBytes = 32;

/** A new token of 256 random bits in base64url, and what is stored of it. */
export function newRefreshToken(): RefreshToken {
  const token = randomBytes(tokenBytes).toString('base64url');
  return { token, hash: hashRefreshToken(token) };
}

/** SHA-256 in lower-case hexadecimal: a token is too random to be guessed, and needs no slow hash. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
