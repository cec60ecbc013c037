import type { EmailAddress } from '../email-address.ts';

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

/** Somebody made an account. It is always the first event of a user. */
export type UserRegistered = EventOf<
  'UserRegistered',
  {
    readonly email: EmailAddress;
    readonly displayName: string | null;
    /** A PHC string, which tells its own algorithm and parameters. */
    readonly passwordHash: string;
    readonly roles: readonly string[];
  }
>;

/** Somebody proved the password, and a session began. */
export type LoginSucceeded = EventOf<'LoginSucceeded', ClientInfo & { readonly sessionId: string }>;

/** Somebody tried to log in to this account and was refused. */
export type LoginFailed = EventOf<'LoginFailed', ClientInfo & { readonly reason: LoginFailure }>;

/** A login made the hash of the same password anew, as the parameters of hashing had changed. */
export type PasswordRehashed = EventOf<'PasswordRehashed', { readonly passwordHash: string }>;

/** The user chose another password. Every session but one is over. */
export type PasswordChanged = EventOf<
  'PasswordChanged',
  {
    readonly passwordHash: string;
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

export type LoginFailure = 'WRONG_PASSWORD' | 'ACCOUNT_DEACTIVATED';

/** Why a session ended: by its own client, by the user or an administrator, or as its refresh token was stolen. */
export type SessionEnd = 'LOGGED_OUT' | 'REVOKED' | 'REFRESH_TOKEN_REUSED';

export type UserEvent =
  | UserRegistered
  | LoginSucceeded
  | LoginFailed
  | DisplayNameChanged
  | PasswordRehashed
  | PasswordChanged
  | SessionRevoked
  | UserDeactivated
  | UserActivated;
export type UserEventType = UserEvent['type'];
