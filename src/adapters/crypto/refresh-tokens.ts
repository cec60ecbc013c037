import { createHash } from 'node:crypto';

/** SHA-256 in lower-case hexadecimal: a token is too random to be guessed, and needs no slow hash. */
export function hashRefreshToken(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
