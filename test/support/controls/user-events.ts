import type { EmailAddress } from '../../../src/domain/email-address.ts';
import type {
  DisplayNameChanged,
  LoginFailed,
  LoginSucceeded,
  PasswordChanged,
  PasswordRehashed,
  SessionRevoked,
  UserActivated,
  UserDeactivated,
  UserRegistered,
} from '../../../src/domain/user/user-events.ts';

export const someTime = Date.UTC(2026, 0, 2, 3, 4, 5);
export const someHash = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$aGFzaGhhc2hoYXNoaGFzaA';
export const otherHash = '$argon2id$v=19$m=19456,t=2,p=1$b3RoZXJzYWx0b3RoZXJzYQ$b3RoZXJoYXNob3RoZXJoYXNo';
export const someClient = { ipAddress: '192.0.2.7', userAgent: 'a browser' };

export function userRegistered(data: Partial<UserRegistered['data']> = {}): UserRegistered {
  const email = 'ada@example.com' as EmailAddress;
  return {
    type: 'UserRegistered',
    at: someTime,
    data: { email, displayName: 'Ada', passwordHash: someHash, roles: [], ...data },
  };
}

export function loginSucceeded(at = someTime, sessionId = 'a-session'): LoginSucceeded {
  return { type: 'LoginSucceeded', at, data: { ...someClient, sessionId } };
}

export function loginFailed(
  at = someTime,
  reason: LoginFailed['data']['reason'] = 'WRONG_PASSWORD',
): LoginFailed {
  return { type: 'LoginFailed', at, data: { ...someClient, reason } };
}

export function displayNameChanged(
  displayName: string | null = 'Ada King',
  at = someTime,
): DisplayNameChanged {
  return { type: 'DisplayNameChanged', at, data: { displayName } };
}

export function passwordRehashed(passwordHash = otherHash): PasswordRehashed {
  return { type: 'PasswordRehashed', at: someTime, data: { passwordHash } };
}

export function passwordChanged(
  passwordHash = otherHash,
  keptSessionId: string | null = null,
): PasswordChanged {
  return { type: 'PasswordChanged', at: someTime, data: { passwordHash, keptSessionId } };
}

export function sessionRevoked(
  sessionId = 'a-session',
  reason: SessionRevoked['data']['reason'] = 'REVOKED',
): SessionRevoked {
  return { type: 'SessionRevoked', at: someTime, data: { sessionId, reason } };
}

export function userDeactivated(reason: string | null = null): UserDeactivated {
  return { type: 'UserDeactivated', at: someTime, data: { reason } };
}

export function userActivated(): UserActivated {
  return { type: 'UserActivated', at: someTime, data: {} };
}
