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
  /** Whether the password that was sent matches the hash that the user had when it was checked. */
  readonly passwordMatches: boolean;
  readonly sessionId: string;
  readonly client: ClientInfo;
}

export type UserCommand = RegisterUser | LogIn;
