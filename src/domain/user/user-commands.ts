import type { EmailAddress } from '../email-address.ts';
import type { OneTimeToken } from './one-time-token.ts';
import type { ClientInfo, LoginFailure, SessionEnd } from './user-events.ts';

export interface RegisterUser {
  readonly type: 'RegisterUser';
  readonly now: number;
  readonly email: EmailAddress;
  readonly displayName: string | null;
  readonly passwordHash: string;
  readonly roles: readonly string[];
  /** Whether the address is known to be the user's; false if left out. */
  readonly isEmailVerified?: boolean;
  /** Of the mail that asks to prove the address; left out when none is to be sent now. */
  readonly verification?: OneTimeToken;
}

export interface LogIn {
  readonly type: 'LogIn';
  readonly now: number;
  /**
   * The number of the password that was proved (`passwordNumber` of the user). Compared with the one that
   * stands when the decision falls, so that a change of password in between is not overlooked.
   */
  readonly provenPassword: number;
  /** The proved password hashed anew; null when the stored hash is as it should be. */
  readonly rehashed: string | null;
  readonly sessionId: string;
  readonly client: ClientInfo;
  /** Whether only who proved the address gets in; false if left out. */
  readonly needsVerifiedEmail?: boolean;
}

/** A login that was refused: it stays so, whatever becomes of the account until it is recorded. */
export interface RefuseLogin {
  readonly type: 'RefuseLogin';
  readonly now: number;
  readonly reason: LoginFailure;
  readonly client: ClientInfo;
}

export interface ChangeDisplayName {
  readonly type: 'ChangeDisplayName';
  readonly now: number;
  /** Null takes the name away. */
  readonly displayName: string | null;
}

export interface ChangePassword {
  readonly type: 'ChangePassword';
  readonly now: number;
  /** The number of the password that was proved, as with `LogIn`. */
  readonly provenPassword: number | null;
  readonly passwordHash: string;
  readonly keptSessionId: string | null;
}

export interface RevokeSessions {
  readonly type: 'RevokeSessions';
  readonly now: number;
  readonly sessionIds: readonly string[];
  readonly reason: SessionEnd;
}

export interface DeactivateUser {
  readonly type: 'DeactivateUser';
  readonly now: number;
  readonly reason: string | null;
}

export interface ActivateUser {
  readonly type: 'ActivateUser';
  readonly now: number;
}

export interface RequestEmailVerification {
  readonly type: 'RequestEmailVerification';
  readonly now: number;
  readonly token: OneTimeToken;
}

export interface VerifyEmail {
  readonly type: 'VerifyEmail';
  readonly now: number;
  /** That of the token that was presented. */
  readonly tokenHash: string;
}

export interface RequestEmailChange {
  readonly type: 'RequestEmailChange';
  readonly now: number;
  /** The number of the password that was proved, as with `LogIn`. */
  readonly provenPassword: number | null;
  readonly newEmail: EmailAddress;
  readonly token: OneTimeToken;
}

export interface ConfirmEmailChange {
  readonly type: 'ConfirmEmailChange';
  readonly now: number;
  readonly tokenHash: string;
  /** The address that is claimed for it: it must be the one that the token was made for. */
  readonly newEmail: EmailAddress;
  readonly claimKey: string;
  readonly formerClaimKey: string;
}

/** Takes the next version of the stream, so that a change of address that was begun before does not go through. */
export interface InterruptEmailChange {
  readonly type: 'InterruptEmailChange';
  readonly now: number;
  readonly claimKey: string;
}

export interface RequestPasswordReset {
  readonly type: 'RequestPasswordReset';
  readonly now: number;
  readonly token: OneTimeToken;
  readonly client: ClientInfo;
}

export interface ResetPassword {
  readonly type: 'ResetPassword';
  readonly now: number;
  readonly tokenHash: string;
  readonly passwordHash: string;
}

/** Somebody sent a registration with the address of this user. */
export interface RepeatRegistration {
  readonly type: 'RepeatRegistration';
  readonly now: number;
  readonly client: ClientInfo;
}

export interface GrantRole {
  readonly type: 'GrantRole';
  readonly now: number;
  readonly role: string;
}

export interface RevokeRole {
  readonly type: 'RevokeRole';
  readonly now: number;
  readonly role: string;
}

export interface EraseUser {
  readonly type: 'EraseUser';
  readonly now: number;
}

export type UserCommand =
  | RegisterUser
  | LogIn
  | RefuseLogin
  | ChangeDisplayName
  | ChangePassword
  | RevokeSessions
  | DeactivateUser
  | ActivateUser
  | EmailCommand
  | GrantRole
  | RevokeRole
  | EraseUser;

/** What is done with tokens that are mailed, and with the address that they are mailed to. */
export type EmailCommand =
  | RequestEmailVerification
  | VerifyEmail
  | RequestEmailChange
  | ConfirmEmailChange
  | InterruptEmailChange
  | RequestPasswordReset
  | ResetPassword
  | RepeatRegistration;
