import type { EmailAddress } from '../email-address.ts';
import type { PendingToken } from './one-time-token.ts';
import type { UserErased, UserEvent, UserRegistered } from './user-events.ts';

export type AccountStatus = 'ACTIVE' | 'DEACTIVATED';
export type UserStatus = AccountStatus | 'ERASED';

/** A user about whom nothing is recorded. */
export interface UnknownUser {
  readonly kind: 'unknown';
}

/** A user as the events made it. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface RegisteredUser {
  readonly kind: 'registered';
  readonly status: AccountStatus;
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
  /** The last token of each kind, as long as nothing made it worthless. */
  readonly tokens: PendingTokens;
}

export interface PendingTokens {
  readonly emailVerification?: PendingToken;
  readonly emailChange?: PendingToken & { readonly newEmail: EmailAddress };
  readonly passwordReset?: PendingToken;
}

/** A user of whom nothing personal can be read any more; also as of the time before, once it is so. */
export interface ErasedUser
  extends Pick<RegisteredUser, 'registeredAt' | 'lastLoginAt' | 'loginCount' | 'lastEventAt'> {
  readonly kind: 'erased';
}

export type User = UnknownUser | RegisteredUser | ErasedUser;

/** The shape of `User` as it is kept in snapshots: raise it with every change, and older ones are refolded. */
export const userStateSchema = 5;

export const unknownUser: UnknownUser = { kind: 'unknown' };

/** The user after one more event. Pure, and total: an event that cannot follow changes nothing. */
export function evolve(user: User, event: UserEvent): User {
  if (event.type === 'UserRegistered') return registered(event);
  if (event.type === 'UserErased') return erased(user, event.at);
  switch (user.kind) {
    case 'unknown':
      return user;
    case 'registered':
      return { ...user, ...changes(user, event), lastEventAt: event.at };
    case 'erased':
      return { ...user, ...loginsOf(user, event), lastEventAt: event.at };
  }
}

function registered({ at, data }: UserRegistered): RegisteredUser | ErasedUser {
  const { email, displayName, passwordHash } = data;
  const begun = { registeredAt: at, lastLoginAt: null, loginCount: 0, lastEventAt: at };
  if (email === null || passwordHash === null) return { kind: 'erased', ...begun };
  return {
    kind: 'registered',
    status: 'ACTIVE',
    email,
    emailVerified: false,
    displayName,
    passwordHash,
    passwordNumber: 1,
    roles: data.roles,
    ...begun,
    tokens: {},
  };
}

function erased(user: User, at: number): User {
  if (user.kind === 'unknown') return user;
  const { registeredAt, lastLoginAt, loginCount } = user;
  return { kind: 'erased', registeredAt, lastLoginAt, loginCount, lastEventAt: at };
}

function loginsOf({ loginCount }: { readonly loginCount: number }, event: UserEvent) {
  return event.type === 'LoginSucceeded' ? { lastLoginAt: event.at, loginCount: loginCount + 1 } : {};
}

type Change = Exclude<UserEvent, UserRegistered | UserErased>;

function changes(user: RegisteredUser, event: Change): Partial<RegisteredUser> {
  switch (event.type) {
    case 'LoginSucceeded':
      return loginsOf(user, event);
    case 'DisplayNameChanged':
      return { displayName: event.data.displayName };
    case 'PasswordRehashed':
      return { passwordHash: event.data.passwordHash ?? user.passwordHash };
    case 'PasswordChanged':
    case 'PasswordReset':
      return withPassword(user, event.data.passwordHash);
    case 'UserDeactivated':
      return { status: 'DEACTIVATED', tokens: {} };
    case 'UserActivated':
      return { status: 'ACTIVE' };
    case 'RoleGranted':
      return { roles: [...user.roles, event.data.role] };
    case 'RoleRevoked':
      return { roles: user.roles.filter((role) => role !== event.data.role) };
    case 'RegistrationRepeated':
      return unlessVerified(user);
    case 'LoginFailed':
    case 'SessionRevoked':
    case 'EmailChangeInterrupted':
      return {};
    default:
      return changesOfAddress(user, event);
  }
}

type ChangeOfAddress = Extract<
  Change,
  { type: `EmailVerif${string}` | 'EmailChangeRequested' | 'EmailChanged' | 'PasswordResetRequested' }
>;

function changesOfAddress(user: RegisteredUser, event: ChangeOfAddress): Partial<RegisteredUser> {
  switch (event.type) {
    case 'EmailVerificationRequested':
      return { tokens: { ...user.tokens, emailVerification: pending(event.data) } };
    case 'EmailVerified': {
      const { emailVerification: _used, ...tokens } = user.tokens;
      return { emailVerified: true, tokens };
    }
    case 'EmailChangeRequested': {
      const { newEmail } = event.data;
      if (newEmail === null) return {};
      return { tokens: { ...user.tokens, emailChange: { ...pending(event.data), newEmail } } };
    }
    case 'EmailChanged':
      return { email: event.data.email ?? user.email, emailVerified: true, tokens: {} };
    case 'PasswordResetRequested':
      return { tokens: { ...user.tokens, passwordReset: pending(event.data) } };
  }
}

/**
 * Of two who registered with an address that nobody proved, one may not have it, and the account has the password of the first:
 * only a reset, which sets another one, proves the address from then on.
 */
function unlessVerified(user: RegisteredUser): Partial<RegisteredUser> {
  const { emailVerification: _worthless, ...tokens } = user.tokens;
  return user.emailVerified ? {} : { tokens };
}

/** Whoever asked for another address, or for a reset, may not have been the one who chose the password. */
function withPassword(user: RegisteredUser, passwordHash: string | null): Partial<RegisteredUser> {
  const { emailVerification } = user.tokens;
  return {
    passwordHash: passwordHash ?? user.passwordHash,
    passwordNumber: user.passwordNumber + 1,
    tokens: emailVerification === undefined ? {} : { emailVerification },
  };
}

function pending({ tokenHash, expiresAt }: PendingToken): PendingToken {
  return { tokenHash, expiresAt };
}
