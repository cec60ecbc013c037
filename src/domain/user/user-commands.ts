import type { EmailAddress } from '../email-address.ts';
import type { ClientInfo, SessionEnd } from './user-events.ts';

export interface RegisterUser {
  readonly type: 'RegisterUser';
  readonly now: number;
  readonly email: EmailAddress;
  readonly displayName: string | null;
  readonly passwordHash: string;
  readonly roles: readonly string[];
}

export interface LogIn {
  readonly type: 'LogIn';
  readonly now: number;
  /**
   * The number of the password that was proved (`passwordNumber` of the user), or null. Compared with the one that
   * stands when the decision falls, so that a change of password in between is not overlooked.
   */
  readonly provenPassword: number | null;
  /** The proved password hashed anew; null when the stored hash is as it should be. */
  readonly rehashed: string | null;
  readonly sessionId: string;
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

export type UserCommand =
  | RegisterUser
  | LogIn
  | ChangeDisplayName
  | ChangePassword
  | RevokeSessions
  | DeactivateUser
  | ActivateUser;
