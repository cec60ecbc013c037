import type { UserId } from './message-store.ts';

/** A signed-in client of a user. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface Session {
  readonly id: string;
  readonly userId: UserId;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** From here on it is gone. */
  readonly expiresAt: number;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/**
 * Sessions and the hash of the one refresh token that each has at a time. Tokens themselves are never stored.
 *
 * A session past its `expiresAt` is treated as absent, and removed in time. Failures: rejects with
 * `Unavailable`.
 */
export interface SessionStore {
  prepare(): Promise<void>;
  /**
   * Does nothing when a session of this id is there, whatever its refresh token is by now.
   * @param refreshTokenHash lower-case hexadecimal SHA-256 of the token
   */
  create(session: Session, refreshTokenHash: string): Promise<void>;
  find(sessionId: string, now: number): Promise<Session | null>;
  /** The session whose present refresh token has this hash. It only looks: the token stays as it is. */
  findByRefreshToken(refreshTokenHash: string, now: number): Promise<Session | null>;
  /** A user's live sessions, the youngest first (by `createdAt`, then id, both descending). */
  list(userId: UserId, now: number): Promise<readonly Session[]>;
  /**
   * Replaces a refresh token by its successor and marks the session as used at `now`, in one step: of many
   * parallel calls with one `oldHash`, one gets the session, the others null, also those with the same `newHash`.
   */
  rotate(oldHash: string, newHash: string, now: number): Promise<Session | null>;
  /** Does nothing when it is gone already. */
  remove(sessionId: string): Promise<void>;
  ping(): Promise<void>;
}
