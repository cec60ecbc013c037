import type { UserId } from './message-store.ts';

/** What a token that is mailed does. One of one purpose does nothing for another. */
export type TokenPurpose = 'verify-email' | 'change-email' | 'reset-password';

/** A token as it is mailed, and what can be read from it. */
export interface MailedToken {
  /** 64 characters of base64url. */
  readonly token: string;
  readonly userId: UserId;
  /** SHA-256 of the token and its purpose in lower-case hexadecimal, which alone is stored. */
  readonly hash: string;
}

/**
 * Tokens that are mailed: 256 bits that only whoever has the master key can make, of an id that stands in the log. So they are
 * not kept anywhere, neither in the log nor by what waits to be mailed.
 */
export interface OneTimeTokens {
  /** The same for the same purpose, user and id. @param tokenId a UUID that names it */
  make(purpose: TokenPurpose, userId: UserId, tokenId: string): MailedToken;
  /** What can be read from a text that is presented for a purpose; null for what is no token. Tells nothing of whether it was issued. */
  parse(purpose: TokenPurpose, text: string): MailedToken | null;
}
