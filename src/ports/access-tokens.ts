import type { UserId } from './message-store.ts';

/** The client that every token is issued to: the gateway's own log-in (`client_id`, RFC 9068, section 2.2). */
export const tokenClientId = 'gatehouse';

/** What an access token says about its bearer. */
export interface AccessClaims {
  readonly userId: UserId;
  readonly sessionId: string;
  readonly roles: readonly string[];
}

export interface IssuedToken {
  readonly token: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: number;
}

/** A token that was found to be genuine. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface VerifiedToken extends AccessClaims {
  /** `jti`. */
  readonly tokenId: string;
  readonly issuedAt: number;
  readonly expiresAt: number;
}

/** Access tokens as JWTs of the profile in RFC 9068, which any service verifies by the published keys. */
export interface AccessTokens {
  /** Loads or makes the keys; repeatable. @throws Unavailable */
  prepare(): Promise<void>;
  /**
   * Reads the keys anew: once it resolves, tokens are issued, verified and published by what the ring held when it was called.
   * While it cannot, those that were read last go on. @throws Unavailable, StoreMismatch
   */
  reload(): Promise<void>;
  /** @param notAfter by when it expires at the latest, as its session does; by the setting alone if left out */
  issue(claims: AccessClaims, now: number, notAfter?: number): Promise<IssuedToken>;
  /**
   * Says nothing about the session, which may be over.
   * @throws DomainError INVALID_TOKEN for a token that is forged, expired, of another kind or for others
   */
  verify(token: string): Promise<VerifiedToken>;
  /** The public keys as a JSON Web Key Set (RFC 7517). */
  jwks(): Promise<{ readonly keys: readonly object[] }>;
}
