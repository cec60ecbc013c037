import type { UserId } from './message-store.ts';
import type { RefreshToken } from './refresh-tokens.ts';

/** A signed-in client of a user. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface Session {
  readonly id: string;
  readonly userId: UserId;
  readonly createdAt: number;
  readonly lastUsedAt: number;
  /** From here on it is gone, unless tokens are issued for it before. Never later than `endsAt`. */
  readonly expiresAt: number;
  /** From here on it is gone, however much it is used. */
  readonly endsAt: number;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** A refresh token that is presented to be traded for its successor. */
export interface Trade {
  readonly presented: RefreshToken;
  /** The one that `RefreshTokens` makes of it. */
  readonly successor: RefreshToken;
  readonly now: number;
  /** The `expiresAt` of the session from now on. */
  readonly expiresAt: number;
  /** For how long after its use the same token is answered again, in milliseconds. */
  readonly grace: number;
}

/**
 * What became of it.
 * - `rotated`: the successor is the session's refresh token from now on.
 * - `repeated`: it was traded within the grace, and its successor was not used yet: nothing changed.
 * - `reused`: it was used up before. Somebody else may have it: nothing changed, and the session has to end.
 * - `unknown`: there is no live session that it belongs to.
 */
export type Traded =
  | { readonly kind: 'rotated' | 'repeated' | 'reused'; readonly session: Session }
  | { readonly kind: 'unknown' };

/**
 * Sessions, and for each the generation and the hash of its one present refresh token. Tokens are never stored.
 *
 * A session past its `expiresAt` is treated as absent, and removed in time; so is one that was ended. Failures:
 * rejects with `Unavailable`.
 */
export interface SessionStore {
  prepare(): Promise<void>;
  /**
   * Does nothing when a session of this id is there, or was ended. Answers how many sessions the user may have now: no fewer
   * than are live, but for others that are being created meanwhile, and perhaps some that are over, until `list` finds so.
   * A loss of power may undo it, unless something is appended to the log of the same store after it.
   * @param first its first refresh token
   */
  create(session: Session, first: RefreshToken): Promise<number>;
  find(sessionId: string, now: number): Promise<Session | null>;
  /** The session whose present refresh token it is. It only looks: the token stays as it is. */
  findByRefreshToken(token: RefreshToken, now: number): Promise<Session | null>;
  /** A user's live sessions, the youngest first (by `createdAt`, then id, both descending). */
  list(userId: UserId, now: number): Promise<readonly Session[]>;
  /** Which of these sessions are live, in their order, in as few steps as there can be. */
  areLive(sessionIds: readonly string[], now: number): Promise<readonly boolean[]>;
  /**
   * Trades a refresh token in one step, and marks the session as used at `now`. Of many parallel calls with one
   * token one is `rotated`, the others `repeated`. A call whose answer is lost can be made again.
   */
  trade(trade: Trade): Promise<Traded>;
  /**
   * Ends a session at once, whether it is there or not: until `keepUntil` nothing makes one of this id again. Can
   * be repeated.
   */
  end(sessionId: string, keepUntil: number): Promise<void>;
  ping(): Promise<void>;
}
