import fc from 'fast-check';
import type { EmailAddress } from '../../../src/domain/email-address.ts';
import type { UserEvent, UserEventType } from '../../../src/domain/user/user-events.ts';

const at = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
const text = fc.string({ unit: 'binary', maxLength: 200 });
const textOrNull = fc.option(text);
const email = fc.option(text.map((address) => address as EmailAddress));
const token = { tokenId: text, tokenHash: text, expiresAt: at };
const client = { ipAddress: textOrNull, userAgent: textOrNull };

const anyEvent = {
  UserRegistered: fc.record({
    type: fc.constant('UserRegistered' as const),
    at,
    data: fc.record({
      email,
      displayName: textOrNull,
      passwordHash: text,
      roles: fc.array(text, { maxLength: 5 }),
    }),
  }),
  LoginSucceeded: fc.record({
    type: fc.constant('LoginSucceeded' as const),
    at,
    data: fc.record({ ...client, sessionId: text }),
  }),
  LoginFailed: fc.record({
    type: fc.constant('LoginFailed' as const),
    at,
    data: fc.record({
      ...client,
      reason: fc.constantFrom('WRONG_PASSWORD', 'ACCOUNT_DEACTIVATED', 'EMAIL_NOT_VERIFIED'),
    }),
  }),
  DisplayNameChanged: fc.record({
    type: fc.constant('DisplayNameChanged' as const),
    at,
    data: fc.record({ displayName: textOrNull }),
  }),
  PasswordRehashed: fc.record({
    type: fc.constant('PasswordRehashed' as const),
    at,
    data: fc.record({ passwordHash: text }),
  }),
  PasswordChanged: fc.record({
    type: fc.constant('PasswordChanged' as const),
    at,
    data: fc.record({ passwordHash: text, keptSessionId: textOrNull }),
  }),
  SessionRevoked: fc.record({
    type: fc.constant('SessionRevoked' as const),
    at,
    data: fc.record({
      sessionId: text,
      reason: fc.constantFrom('LOGGED_OUT', 'REVOKED', 'REFRESH_TOKEN_REUSED', 'SUPERSEDED'),
    }),
  }),
  UserDeactivated: fc.record({
    type: fc.constant('UserDeactivated' as const),
    at,
    data: fc.record({ reason: textOrNull }),
  }),
  UserActivated: fc.record({
    type: fc.constant('UserActivated' as const),
    at,
    data: fc.constant({}),
  }),
  EmailVerificationRequested: fc.record({
    type: fc.constant('EmailVerificationRequested' as const),
    at,
    data: fc.record(token),
  }),
  EmailVerified: fc.record({
    type: fc.constant('EmailVerified' as const),
    at,
    data: fc.constant({}),
  }),
  EmailChangeRequested: fc.record({
    type: fc.constant('EmailChangeRequested' as const),
    at,
    data: fc.record({ ...token, newEmail: email }),
  }),
  EmailChanged: fc.record({
    type: fc.constant('EmailChanged' as const),
    at,
    data: fc.record({ email, formerEmail: email, claimKey: text, formerClaimKey: text }),
  }),
  EmailChangeInterrupted: fc.record({
    type: fc.constant('EmailChangeInterrupted' as const),
    at,
    data: fc.record({ claimKey: text }),
  }),
  PasswordResetRequested: fc.record({
    type: fc.constant('PasswordResetRequested' as const),
    at,
    data: fc.record({ ...token, ...client }),
  }),
  PasswordReset: fc.record({
    type: fc.constant('PasswordReset' as const),
    at,
    data: fc.record({ passwordHash: text }),
  }),
  RegistrationRepeated: fc.record({
    type: fc.constant('RegistrationRepeated' as const),
    at,
    data: fc.record(client),
  }),
  RoleGranted: fc.record({
    type: fc.constant('RoleGranted' as const),
    at,
    data: fc.record({ role: text }),
  }),
  RoleRevoked: fc.record({
    type: fc.constant('RoleRevoked' as const),
    at,
    data: fc.record({ role: text }),
  }),
  UserErased: fc.record({
    type: fc.constant('UserErased' as const),
    at,
    data: fc.constant({}),
  }),
} as const satisfies Record<UserEventType, fc.Arbitrary<UserEvent>>;

/** Events of every type, with whatever their fields can hold. */
export const anyUserEvent: fc.Arbitrary<UserEvent> = fc.oneof(...Object.values(anyEvent));
