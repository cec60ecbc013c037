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

/** The user chose another name to be shown, or none. */
export type DisplayNameChanged = EventOf<'DisplayNameChanged', { readonly displayName: string | null }>;

export type LoginFailure = 'WRONG_PASSWORD' | 'ACCOUNT_DEACTIVATED';

export type UserEvent = UserRegistered | LoginSucceeded | LoginFailed | DisplayNameChanged;
export type UserEventType = UserEvent['type'];
