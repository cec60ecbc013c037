import type { EmailAddress } from '../email-address.ts';
import type { OneTimeToken } from './one-time-token.ts';

/** Where a request came from, as far as it is known. */
export interface ClientInfo {
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

interface EventOf<Type extends string, Data> {
  readonly type: Type;
  /** When it happened, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly data: Data;
}

/** What is personal, and cannot be read any more once its user is erased: then it is null. */
type Personal<Value> = Value | null;

/** Somebody made an account. It is always the first event of a user. */
export type UserRegistered = EventOf<
  'UserRegistered',
  {
    readonly email: Personal<EmailAddress>;
    readonly displayName: string | null;
    /** A PHC string, which tells its own algorithm and parameters. */
    readonly passwordHash: Personal<string>;
    readonly roles: readonly string[];
  }
>;

/** Somebody proved the password, and a session began. */
export type LoginSucceeded = EventOf<'LoginSucceeded', ClientInfo & { readonly sessionId: string }>;

/** Somebody tried to log in to this account and was refused. */
export type LoginFailed = EventOf<'LoginFailed', ClientInfo & { readonly reason: LoginFailure }>;

/** A login made the hash of the same password anew, as the parameters of hashing had changed. */
export type PasswordRehashed = EventOf<'PasswordRehashed', { readonly passwordHash: Personal<string> }>;

/** The user chose another password. Every session but one is over. */
export type PasswordChanged = EventOf<
  'PasswordChanged',
  {
    readonly passwordHash: Personal<string>;
    /** The session in which it was changed, which goes on; null when there is none. */
    readonly keptSessionId: string | null;
  }
>;

/** A session was ended before its time. */
export type SessionRevoked = EventOf<
  'SessionRevoked',
  { readonly sessionId: string; readonly reason: SessionEnd }
>;

/** Nobody can sign in to the account until it is activated again. Every session is over. */
export type UserDeactivated = EventOf<'UserDeactivated', { readonly reason: string | null }>;

/** A deactivated account can be signed in to again. */
export type UserActivated = EventOf<'UserActivated', Readonly<Record<never, never>>>;

/** The user chose another name to be shown, or none. */
export type DisplayNameChanged = EventOf<'DisplayNameChanged', { readonly displayName: string | null }>;

/** The user asked to prove that the address is theirs: a token was made, for the address as it is. */
export type EmailVerificationRequested = EventOf<'EmailVerificationRequested', OneTimeToken>;

/** The user proved that the address is theirs. */
export type EmailVerified = EventOf<'EmailVerified', Readonly<Record<never, never>>>;

/** The user wants another address: a token was made for whoever reads the mail that is sent there. */
export type EmailChangeRequested = EventOf<
  'EmailChangeRequested',
  OneTimeToken & { readonly newEmail: Personal<EmailAddress> }
>;

/** The user has another address, and proved that it is theirs. */
export type EmailChanged = EventOf<
  'EmailChanged',
  {
    readonly email: Personal<EmailAddress>;
    readonly formerEmail: Personal<EmailAddress>;
    /** The claim of the address, and that of the former one. */
    readonly claimKey: string;
    readonly formerClaimKey: string;
  }
>;

/** A change of address that was begun and not finished was set aside, so that somebody else can have the address. */
export type EmailChangeInterrupted = EventOf<'EmailChangeInterrupted', { readonly claimKey: string }>;

/** Somebody asked to be let in without the password: a token was made. */
export type PasswordResetRequested = EventOf<'PasswordResetRequested', OneTimeToken & ClientInfo>;

/** Whoever had the token chose another password. Every session is over. */
export type PasswordReset = EventOf<'PasswordReset', { readonly passwordHash: Personal<string> }>;

/** Somebody tried to make another account with this user's address, and was not told that there is one. */
export type RegistrationRepeated = EventOf<'RegistrationRepeated', ClientInfo>;

/** The user may do more. */
export type RoleGranted = EventOf<'RoleGranted', { readonly role: string }>;

/** The user may do less. Every session is over. */
export type RoleRevoked = EventOf<'RoleRevoked', { readonly role: string }>;

/** What was personal about the user is unreadable for ever. It is the last event of its stream; every session is over. */
export type UserErased = EventOf<'UserErased', Readonly<Record<never, never>>>;

export type LoginFailure = 'WRONG_PASSWORD' | 'ACCOUNT_DEACTIVATED' | 'EMAIL_NOT_VERIFIED';

/**
 * Why a session ended: by its own client, by the user or an administrator, as its refresh token was stolen, or as the
 * user began more sessions than may be open at once.
 */
export type SessionEnd = 'LOGGED_OUT' | 'REVOKED' | 'REFRESH_TOKEN_REUSED' | 'SUPERSEDED';

export type UserEvent =
  | UserRegistered
  | LoginSucceeded
  | LoginFailed
  | DisplayNameChanged
  | PasswordRehashed
  | PasswordChanged
  | SessionRevoked
  | UserDeactivated
  | UserActivated
  | EmailVerificationRequested
  | EmailVerified
  | EmailChangeRequested
  | EmailChanged
  | EmailChangeInterrupted
  | PasswordResetRequested
  | PasswordReset
  | RegistrationRepeated
  | RoleGranted
  | RoleRevoked
  | UserErased;
export type UserEventType = UserEvent['type'];
