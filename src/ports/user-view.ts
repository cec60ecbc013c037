import type { UserStatus } from '../domain/user/user.ts';
import type { UserId } from './message-store.ts';
import type { Page, PageRequest, TimeRange } from './page.ts';
import type { WritableView } from './writable-view.ts';

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
  /** Words (`toSearchWords`), each of which must be found among those of the address and the display name (`toIndexWords`). */
  readonly search?: string;
  /**
   * When a word is found. `exact`, also if left out: when a word of the user begins with it. `similar`: also when it
   * shares a form with a word of the user (`toSimilarForms`).
   */
  readonly spelling?: 'exact' | 'similar';
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
 * ignored, so that replays and late writers do no harm. Who is erased stays as a document without anything personal, which takes
 * the place of one of the same version that is not erased, and never the other way round: so it is in a view of the time before.
 */
export interface UserView extends WritableView<UserDocument> {
  search(query: UserQuery): Promise<Page<UserDocument>>;
}

/** What can be asked of a view of users that does not change. */
export type UserViewReader = Pick<UserView, 'get' | 'search'>;
