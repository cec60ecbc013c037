import type { EmailAddress } from '../../../src/domain/email-address.ts';
import type { OneTimeToken } from '../../../src/domain/user/one-time-token.ts';
import type {
  DisplayNameChanged,
  EmailChanged,
  EmailChangeRequested,
  EmailVerificationRequested,
  EmailVerified,
  LoginFailed,
  LoginSucceeded,
  PasswordChanged,
  PasswordRehashed,
  PasswordReset,
  PasswordResetRequested,
  RegistrationRepeated,
  RoleGranted,
  RoleRevoked,
  SessionRevoked,
  UserActivated,
  UserDeactivated,
  UserErased,
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

export function oneTimeToken(token: Partial<OneTimeToken> = {}): OneTimeToken {
  const tokenId = '0b5c3d1e-7f7c-4a0f-9d5e-2f1a6b7c8d9e';
  return { tokenId, tokenHash: 'ab'.repeat(32), expiresAt: someTime + 3_600_000, ...token };
}

export function emailVerificationRequested(token = oneTimeToken()): EmailVerificationRequested {
  return { type: 'EmailVerificationRequested', at: someTime, data: token };
}

export function emailVerified(): EmailVerified {
  return { type: 'EmailVerified', at: someTime, data: {} };
}

export function emailChangeRequested(
  newEmail = 'countess@example.com' as EmailAddress,
  token = oneTimeToken(),
): EmailChangeRequested {
  return { type: 'EmailChangeRequested', at: someTime, data: { ...token, newEmail } };
}

export function emailChanged(data: Partial<EmailChanged['data']> = {}): EmailChanged {
  const email = 'countess@example.com' as EmailAddress;
  const formerEmail = 'ada@example.com' as EmailAddress;
  const keys = { claimKey: 'c0'.repeat(16), formerClaimKey: 'f0'.repeat(16) };
  return { type: 'EmailChanged', at: someTime, data: { email, formerEmail, ...keys, ...data } };
}

export function passwordResetRequested(token = oneTimeToken()): PasswordResetRequested {
  return { type: 'PasswordResetRequested', at: someTime, data: { ...token, ...someClient } };
}

export function passwordReset(passwordHash = otherHash): PasswordReset {
  return { type: 'PasswordReset', at: someTime, data: { passwordHash } };
}

export function registrationRepeated(): RegistrationRepeated {
  return { type: 'RegistrationRepeated', at: someTime, data: someClient };
}

export function roleGranted(role = 'admin'): RoleGranted {
  return { type: 'RoleGranted', at: someTime, data: { role } };
}

export function roleRevoked(role = 'admin'): RoleRevoked {
  return { type: 'RoleRevoked', at: someTime, data: { role } };
}

export function userErased(at = someTime): UserErased {
  return { type: 'UserErased', at, data: {} };
}
