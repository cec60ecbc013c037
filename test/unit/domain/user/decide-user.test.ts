import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import { decide } from '../../../../src/domain/user/decide-user.ts';
import { evolve, unknownUser } from '../../../../src/domain/user/user.ts';
import type { LogIn, RegisterUser } from '../../../../src/domain/user/user-commands.ts';
import {
  loginFailed,
  loginSucceeded,
  someClient,
  someHash,
  someTime,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { given } from '../../../support/given.ts';

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
  provenHash: someHash,
  sessionId: 'a-session',
  client: someClient,
};

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
      .when({ ...logIn, provenHash: null })
      .emits(loginFailed());
  });

  it('records a failure when the proved password is not the one that stands now', () => {
    given(userRegistered({ passwordHash: 'another hash' }))
      .when(logIn)
      .emits(loginFailed());
  });

  it('records a failure on a deactivated account only to who proved the password', () => {
    const user = { ...evolve(unknownUser, userRegistered()), status: 'DEACTIVATED' } as const;
    if (user.kind === 'unknown') throw new Error('The user is registered.');
    expect(decide(logIn, user)).toEqual([loginFailed(someTime, 'ACCOUNT_DEACTIVATED')]);
    expect(decide({ ...logIn, provenHash: null }, user)).toEqual([loginFailed(someTime, 'WRONG_PASSWORD')]);
  });

  it('is refused for somebody unknown, without a trace', () => {
    given().when(logIn).refuses('INVALID_CREDENTIALS');
  });
});
