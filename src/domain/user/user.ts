import type { EmailAddress } from '../email-address.ts';
import type { UserEvent, UserRegistered } from './user-events.ts';

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
  /** Counts the passwords from 1: another hash of the same password has the same number. */
  readonly passwordNumber: number;
  readonly roles: readonly string[];
  readonly registeredAt: number;
  readonly lastLoginAt: number | null;
  readonly loginCount: number;
  /** No later event of the user is of an earlier time. */
  readonly lastEventAt: number;
}

export type User = UnknownUser | RegisteredUser;

/** The shape of `User` as it is kept in snapshots: raise it with every change, and older ones are refolded. */
export const userStateSchema = 4;

export const unknownUser: UnknownUser = { kind: 'unknown' };

/** The user after one more event. Pure, and total: an event that cannot follow changes nothing. */
export function evolve(user: User, event: UserEvent): User {
  if (event.type === 'UserRegistered') return registered(event);
  return user.kind === 'unknown' ? user : { ...user, ...changes(user, event), lastEventAt: event.at };
}

function registered({ at, data }: UserRegistered): RegisteredUser {
  return {
    kind: 'registered',
    status: 'ACTIVE',
    email: data.email,
    emailVerified: false,
    displayName: data.displayName,
    passwordHash: data.passwordHash,
    passwordNumber: 1,
    roles: data.roles,
    registeredAt: at,
    lastLoginAt: null,
    loginCount: 0,
    lastEventAt: at,
  };
}

function changes(user: RegisteredUser, event: Exclude<UserEvent, UserRegistered>): Partial<RegisteredUser> {
  switch (event.type) {
    case 'LoginSucceeded':
      return { lastLoginAt: event.at, loginCount: user.loginCount + 1 };
    case 'DisplayNameChanged':
      return { displayName: event.data.displayName };
    case 'PasswordRehashed':
      return { passwordHash: event.data.passwordHash };
    case 'PasswordChanged':
      return { passwordHash: event.data.passwordHash, passwordNumber: user.passwordNumber + 1 };
    case 'UserDeactivated':
      return { status: 'DEACTIVATED' };
    case 'UserActivated':
      return { status: 'ACTIVE' };
    case 'LoginFailed':
    case 'SessionRevoked':
      return {};
  }
}
