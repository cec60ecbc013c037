import { createHash, createHmac, type KeyObject } from 'node:crypto';
import type { MailedToken, OneTimeTokens, TokenPurpose } from '../../ports/one-time-tokens.ts';
import { bytesOfUuid, uuidOfBytes } from './uuid-bytes.ts';

const userBytes = 16;
const secretBytes = 32;

/**
 * Tokens of the user's id and an HMAC-SHA-256 over the purpose, the user and the token's id.
 * @param key 256 bits that are derived from the master key and used for nothing else
 */
export function createOneTimeTokens(key: KeyObject): OneTimeTokens {
  return {
    make(purpose, userId, tokenId) {
      const secret = createHmac('sha256', key).update(`${purpose}/${userId}/${tokenId}`).digest();
      const token = Buffer.concat([bytesOfUuid(userId), secret]).toString('base64url');
      return toMailedToken(purpose, userId, token);
    },
    parse(purpose, text) {
      const bytes = Buffer.from(text, 'base64url');
      // Of all texts that mean the same bytes only one is taken.
      if (bytes.length !== userBytes + secretBytes || bytes.toString('base64url') !== text) return null;
      return toMailedToken(purpose, uuidOfBytes(bytes.subarray(0, userBytes)), text);
    },
  };
}

function toMailedToken(purpose: TokenPurpose, userId: string, token: string): MailedToken {
  return { token, userId, hash: createHash('sha256').update(`${purpose}/${token}`).digest('hex') };
}
