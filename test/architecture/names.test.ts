import { expect, it } from 'vitest';
import { userEventSchemas, userEventTypes } from '../../src/application/user-event-schemas.ts';
import { domainErrorCodes } from '../../src/domain/domain-error.ts';

// Logs that were written and callers that were told of these names rely on them: none may change or go.

it('keeps the codes of refusals', () => {
  expect(domainErrorCodes).toEqual([
    'INVALID_INPUT',
    'EMAIL_TAKEN',
    'WEAK_PASSWORD',
    'INVALID_CREDENTIALS',
    'ACCOUNT_DEACTIVATED',
    'INVALID_TOKEN',
    'TOO_MANY_REQUESTS',
    'ACCOUNT_LOCKED',
    'CONFLICT',
    'ALREADY_IN_STATE',
    'LAST_ADMINISTRATOR',
    'NOT_FOUND',
    'FORBIDDEN',
  ]);
});

it('keeps the types of events', () => {
  expect(userEventTypes).toEqual([
    'UserRegistered',
    'LoginSucceeded',
    'LoginFailed',
    'DisplayNameChanged',
    'PasswordRehashed',
    'PasswordChanged',
    'SessionRevoked',
    'UserDeactivated',
    'UserActivated',
    'EmailVerificationRequested',
    'EmailVerified',
    'EmailChangeRequested',
    'EmailChanged',
    'EmailChangeInterrupted',
    'PasswordResetRequested',
    'PasswordReset',
    'RegistrationRepeated',
    'RoleGranted',
    'RoleRevoked',
    'UserErased',
  ]);
});

it('keeps the schemas of events, and the order in which their fields are sealed', () => {
  const sealed = userEventTypes.map((type) => [
    type,
    userEventSchemas[type].schemas.map((each) => each.sealed),
  ]);
  expect(Object.fromEntries(sealed)).toEqual({
    UserRegistered: [[], ['email', 'displayName', 'passwordHash']],
    LoginSucceeded: [[], ['ipAddress', 'userAgent']],
    LoginFailed: [[], ['ipAddress', 'userAgent']],
    DisplayNameChanged: [['displayName']],
    PasswordRehashed: [['passwordHash']],
    PasswordChanged: [['passwordHash']],
    SessionRevoked: [[]],
    UserDeactivated: [['reason']],
    UserActivated: [[]],
    EmailVerificationRequested: [[]],
    EmailVerified: [[]],
    EmailChangeRequested: [['newEmail']],
    EmailChanged: [['email', 'formerEmail']],
    EmailChangeInterrupted: [[]],
    PasswordResetRequested: [['ipAddress', 'userAgent']],
    PasswordReset: [['passwordHash']],
    RegistrationRepeated: [['ipAddress', 'userAgent']],
    RoleGranted: [[]],
    RoleRevoked: [[]],
    UserErased: [[]],
  });
});
