/** A refresh token as its client holds it, and what can be read from it. */
export interface RefreshToken {
  readonly token: string;
  readonly sessionId: string;
  /** Counts the tokens of a session from 1. */
  readonly generation: number;
  /** SHA-256 of the token in lower-case hexadecimal, which alone is stored. */
  readonly hash: string;
}

/**
 * Refresh tokens: opaque to their clients, with 256 bits that cannot be guessed. Only whoever has the master key
 * can make one, so that a text that was never issued is told from one that was used up, without asking a store.
 */
export interface RefreshTokens {
  /** The first token of a session. @param secret 256 random bits in base64url */
  first(sessionId: string, secret: string): RefreshToken;
  /** The one successor that a token has: whoever trades it, and however often, is given the same. */
  successorOf(token: RefreshToken): RefreshToken;
  /** Null for every text that was not issued with this master key. */
  parse(text: string): RefreshToken | null;
}
