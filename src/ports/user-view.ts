import type { UserStatus } from '../domain/user/user.ts';
import type { UserId } from './message-store.ts';
import type { Page, PageRequest, TimeRange } from './page.ts';

/** A user as queries see it. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface UserDocument {
  readonly id: UserId;
  /** Null once erased. */
  readonly email: string | null;
  readonly emailVerified: boolean;
  readonly displayName: string | null;
  readonly status: UserStatus;
  readonly roles: readonly string[];
  readonly registeredAt: number;
  readonly lastLoginAt: number | null;
  readonly loginCount: number;
  /** How many events it was made of. */
  readonly version: number;
}

export type UserOrderField = 'REGISTERED_AT' | 'LAST_LOGIN_AT' | 'EMAIL' | 'LOGIN_COUNT';

export interface UserOrder {
  readonly field: UserOrderField;
  readonly direction: 'ASC' | 'DESC';
}

/** Every condition that is given must hold. */
export interface UserFilter {
  readonly status?: readonly UserStatus[];
  readonly role?: string;
  readonly emailVerified?: boolean;
  readonly registered?: TimeRange;
  /** Users who never logged in match no range. */
  readonly lastLogin?: TimeRange;
}

export interface UserQuery {
  /** Words, each of which must begin a word of the address or of the display name (see `toSearchWords`). */
  readonly search?: string;
  readonly filter: UserFilter;
  /**
   * Ties are broken by id, ascending. Addresses compare by their code points; a user who never logged in
   * counts as the earliest login (0), an erased address as the empty one.
   */
  readonly order: readonly UserOrder[];
  readonly page: PageRequest;
}

/**
 * The read model `users`: one document a user.
 *
 * Writes are idempotent and monotonic: a document of a version that is not newer than the stored one is
 * ignored, so that replays and late writers do no harm. After `write` resolves, the documents are durable and
 * are found by id; `search` finds them after `refresh`, or after a second by itself.
 * Failures: rejects with `Unavailable`; a failed `write` may have stored some documents, and can be repeated.
 */
export interface UserView {
  /** Creates what is missing; repeatable. */
  prepare(): Promise<void>;
  /** @throws DocumentRefused */
  write(documents: readonly UserDocument[]): Promise<void>;
  /** The documents of these ids in the order of the ids, null for those that are not there. */
  get(ids: readonly UserId[]): Promise<readonly (UserDocument | null)[]>;
  search(query: UserQuery): Promise<Page<UserDocument>>;
  /** Lets every finished write be found by searches. */
  refresh(): Promise<void>;
  ping(): Promise<void>;
}
