import type { EmailAddress } from '../email-address.ts';
import type { UserEvent } from './user-events.ts';

export type UserStatus = 'ACTIVE' | 'DEACTIVATED' | 'ERASED';

/** A user about whom nothing is recorded. */
export interface UnknownUser {
  readonly kind: 'unknown';
}

/** A user as the events made it. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface RegisteredUser {
  readonly kind: 'registered';
  readonly status: UserStatus;
  readonly email: EmailAddress;
  readonly emailVerified: boolean;
  readonly displayName: string | null;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  readonly registeredAt: number;
  readonly lastLoginAt: number | null;
  readonly loginCount: number;
  /** No later event of the user is of an earlier time. */
  readonly lastEventAt: number;
}

export type User = UnknownUser | RegisteredUser;

/** The shape of `User` as it is kept in snapshots: raise it with every change, and older ones are refolded. */
export const userStateSchema = 3;

export const unknownUser: UnknownUser = { kind: 'unknown' };

/** The user after one more event. Pure, and total: an event that cannot follow changes nothing. */
export function evolve(user: User, event: UserEvent): User {
  switch (event.type) {
    case 'UserRegistered':
      return {
        kind: 'registered',
        status: 'ACTIVE',
        email: event.data.email,
        emailVerified: false,
        displayName: event.data.displayName,
        passwordHash: event.data.passwordHash,
        roles: event.data.roles,
        registeredAt: event.at,
        lastLoginAt: null,
        loginCount: 0,
        lastEventAt: event.at,
      };
    case 'LoginSucceeded':
      return user.kind === 'unknown'
        ? user
        : { ...user, lastLoginAt: event.at, loginCount: user.loginCount + 1, lastEventAt: event.at };
    case 'LoginFailed':
      return user.kind === 'unknown' ? user : { ...user, lastEventAt: event.at };
    case 'DisplayNameChanged':
      return user.kind === 'unknown'
        ? user
        : { ...user, displayName: event.data.displayName, lastEventAt: event.at };
  }
}
