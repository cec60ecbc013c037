import type { EmailAddress } from '../email-address.ts';
import type { ClientInfo } from './user-events.ts';

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
   * The password hash that the sent password was found to match, or null. Compared with the hash that stands
   * when the decision falls, so that a change of password in between is not overlooked.
   */
  readonly provenHash: string | null;
  readonly sessionId: string;
  readonly client: ClientInfo;
}

export interface ChangeDisplayName {
  readonly type: 'ChangeDisplayName';
  readonly now: number;
  /** Null takes the name away. */
  readonly displayName: string | null;
}

export type UserCommand = RegisterUser | LogIn | ChangeDisplayName;
