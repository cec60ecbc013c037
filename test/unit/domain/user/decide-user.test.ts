import { describe, it } from 'vitest';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { ChangeDisplayName, LogIn, RegisterUser } from '../../../../src/domain/user/user-commands.ts';
import {
  displayNameChanged,
  loginFailed,
  loginSucceeded,
  someClient,
  someHash,
  someTime,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { given, givenUser } from '../../../support/given.ts';

const register: RegisterUser = {
  type: 'RegisterUser',
  now: someTime,
  email: 'ada@example.com' as EmailAddress,
  displayName: 'Ada',
  passwordHash: someHash,
  roles: [],
};

const logIn: LogIn = {
  type: 'LogIn',
  now: someTime,
  provenPassword: 1,
  rehashed: null,
  sessionId: 'a-session',
  client: someClient,
};

const changeDisplayName: ChangeDisplayName = {
  type: 'ChangeDisplayName',
  now: someTime,
  displayName: 'Ada King',
};

function userOf(status: 'DEACTIVATED' | 'ERASED'): User {
  return { ...evolve(unknownUser, userRegistered()), status } as User;
}

describe('RegisterUser', () => {
  it('records the registration of somebody unknown', () => {
    given().when(register).emits(userRegistered());
  });

  it('records the roles that the system gives', () => {
    given()
      .when({ ...register, roles: ['admin'] })
      .emits(userRegistered({ roles: ['admin'] }));
  });

  it('is refused for a user who is registered already', () => {
    given(userRegistered()).when(register).refuses('EMAIL_TAKEN');
  });
});

describe('LogIn', () => {
  it('records a login with the proved password', () => {
    given(userRegistered()).when(logIn).emits(loginSucceeded());
  });

  it('records a failure with a wrong password', () => {
    given(userRegistered())
      .when({ ...logIn, provenPassword: null })
      .emits(loginFailed());
  });

  it('records a failure when the proved password is not the one that stands now', () => {
    given(userRegistered({ passwordHash: 'another hash' }))
      .when(logIn)
      .emits(loginFailed());
  });

  it('records a failure on a deactivated account only to who proved the password', () => {
    const deactivated = givenUser(userOf('DEACTIVATED'));
    deactivated.when(logIn).emits(loginFailed(someTime, 'ACCOUNT_DEACTIVATED'));
    deactivated.when({ ...logIn, provenPassword: null }).emits(loginFailed(someTime, 'WRONG_PASSWORD'));
  });

  it('is refused for somebody unknown, without a trace', () => {
    given().when(logIn).refuses('INVALID_CREDENTIALS');
  });
});

describe('ChangeDisplayName', () => {
  it('records another name, and that there is none', () => {
    given(userRegistered()).when(changeDisplayName).emits(displayNameChanged('Ada King'));
    given(userRegistered())
      .when({ ...changeDisplayName, displayName: null })
      .emits(displayNameChanged(null));
  });

  it('records nothing for the name that stands', () => {
    given(userRegistered(), displayNameChanged('Ada King')).when(changeDisplayName).emits();
  });

  it('is refused for an account that is not active, and for somebody unknown', () => {
    givenUser(userOf('DEACTIVATED')).when(changeDisplayName).refuses('FORBIDDEN');
    givenUser(userOf('ERASED')).when(changeDisplayName).refuses('FORBIDDEN');
    given().when(changeDisplayName).refuses('FORBIDDEN');
  });
});
