import type { UserId } from './message-store.ts';

/** What is known of an administrator. */
export interface RegisteredAdministrator {
  readonly userId: UserId;
  /** The version of the user's stream of which this is known: what is of an earlier one changes nothing. */
  readonly version: number;
  /** False for one who is none any more, or is about to be none. */
  readonly isOne: boolean;
}

/**
 * Who can administer, as far as it has to be known at one place: so that of two administrators who take the role from each
 * other at once, one is left. Who is in it is an administrator in the log; who is one in the log may be missing.
 *
 * Failures: rejects with `Unavailable`.
 */
export interface AdministratorRegister {
  prepare(): Promise<void>;
  /** In no order. */
  list(): Promise<readonly RegisteredAdministrator[]>;
  /** Notes that somebody was an administrator at this version. Ignored unless it is newer than what is known. */
  add(userId: UserId, version: number): Promise<void>;
  /**
   * Notes, in one step, that somebody is about to be none, of a decision about this version or an earlier one, unless nobody
   * else would be left. Answers whether it is noted: then `add` of this version or an earlier one changes nothing. Can be repeated.
   * What is known of a later version stays as it is, and is answered with true: nothing comes of such a decision.
   */
  removeUnlessLast(userId: UserId, version: number): Promise<boolean>;
}
