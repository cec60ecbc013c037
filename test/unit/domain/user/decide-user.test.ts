import { describe, it } from 'vitest';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type {
  ChangeDisplayName,
  ChangePassword,
  LogIn,
  RefuseLogin,
  RegisterUser,
} from '../../../../src/domain/user/user-commands.ts';
import {
  displayNameChanged,
  emailVerificationRequested,
  emailVerified,
  loginFailed,
  loginSucceeded,
  oneTimeToken,
  otherHash,
  passwordChanged,
  passwordRehashed,
  sessionRevoked,
  someClient,
  someHash,
  someTime,
  userDeactivated,
  userErased,
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

const refuseLogin: RefuseLogin = {
  type: 'RefuseLogin',
  now: someTime,
  reason: 'WRONG_PASSWORD',
  client: someClient,
};

const changeDisplayName: ChangeDisplayName = {
  type: 'ChangeDisplayName',
  now: someTime,
  displayName: 'Ada King',
};

const changePassword: ChangePassword = {
  type: 'ChangePassword',
  now: someTime,
  provenPassword: 1,
  passwordHash: otherHash,
  keptSessionId: 'a-session',
};

const deactivatedUser = [userRegistered(), userDeactivated()].reduce<User>(evolve, unknownUser);
const erasedUser = [userRegistered(), userErased()].reduce<User>(evolve, unknownUser);

describe('RegisterUser', () => {
  it('records the registration of somebody unknown', () => {
    given().when(register).emits(userRegistered());
  });

  it('records the roles that the system gives', () => {
    given()
      .when({ ...register, roles: ['admin'] })
      .emits(userRegistered({ roles: ['admin'] }));
  });

  it('takes an address for proved that the system answers for', () => {
    given()
      .when({ ...register, roles: ['admin'], isEmailVerified: true })
      .emits(userRegistered({ roles: ['admin'] }), emailVerified());
  });

  it('records that the address is to be proved in the same step', () => {
    given()
      .when({ ...register, verification: oneTimeToken() })
      .emits(userRegistered(), emailVerificationRequested());
  });

  it('is refused for a user who is registered already, or was', () => {
    given(userRegistered()).when(register).refuses('EMAIL_TAKEN');
    givenUser(erasedUser).when(register).refuses('EMAIL_TAKEN');
  });
});

describe('LogIn', () => {
  it('records a login with the proved password', () => {
    given(userRegistered()).when(logIn).emits(loginSucceeded());
  });

  it('records a failure when the proved password is not the one that stands now', () => {
    given(userRegistered(), passwordChanged()).when(logIn).emits(loginFailed());
  });

  it('succeeds when the proved password has got another hash since', () => {
    given(userRegistered(), passwordRehashed()).when(logIn).emits(loginSucceeded());
  });

  it('records a hash that was made anew before the login itself', () => {
    given(userRegistered())
      .when({ ...logIn, rehashed: otherHash })
      .emits(passwordRehashed(), loginSucceeded());
  });

  it('records no hash of a password that is not the one that stands now', () => {
    given(userRegistered(), passwordChanged())
      .when({ ...logIn, rehashed: someHash })
      .emits(loginFailed());
  });

  it('records a failure on a deactivated account, and of another password as such', () => {
    const deactivated = givenUser(deactivatedUser);
    deactivated.when(logIn).emits(loginFailed(someTime, 'ACCOUNT_DEACTIVATED'));
    deactivated.when({ ...logIn, provenPassword: 2 }).emits(loginFailed(someTime, 'WRONG_PASSWORD'));
  });

  it('records a failure where an address has to be proved first, and of another password as such', () => {
    const careful = { ...logIn, needsVerifiedEmail: true };
    given(userRegistered()).when(careful).emits(loginFailed(someTime, 'EMAIL_NOT_VERIFIED'));
    given(userRegistered())
      .when({ ...careful, provenPassword: 2 })
      .emits(loginFailed());
    given(userRegistered(), emailVerified()).when(careful).emits(loginSucceeded());
  });

  it('is refused for somebody unknown or erased, without a trace', () => {
    given().when(logIn).refuses('INVALID_CREDENTIALS');
    givenUser(erasedUser).when(logIn).refuses('INVALID_CREDENTIALS');
  });
});

describe('RefuseLogin', () => {
  it('records the failure with the reason that was seen', () => {
    given(userRegistered()).when(refuseLogin).emits(loginFailed());
  });

  it('records no login of an account that was activated or proved since', () => {
    const reasons = ['ACCOUNT_DEACTIVATED', 'EMAIL_NOT_VERIFIED'] as const;
    for (const reason of reasons) {
      given(userRegistered(), emailVerified())
        .when({ ...refuseLogin, reason })
        .emits(loginFailed(someTime, reason));
    }
  });

  it('is refused for somebody unknown or erased, without a trace', () => {
    given().when(refuseLogin).refuses('INVALID_CREDENTIALS');
    givenUser(erasedUser).when(refuseLogin).refuses('INVALID_CREDENTIALS');
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
    givenUser(deactivatedUser).when(changeDisplayName).refuses('FORBIDDEN');
    givenUser(erasedUser).when(changeDisplayName).refuses('FORBIDDEN');
    given().when(changeDisplayName).refuses('FORBIDDEN');
  });
});

describe('ChangePassword', () => {
  it('records the new hash, and the session that goes on', () => {
    given(userRegistered()).when(changePassword).emits(passwordChanged(otherHash, 'a-session'));
  });

  it('is refused when the proved password is not the one that stands now', () => {
    given(userRegistered(), passwordChanged()).when(changePassword).refuses('INVALID_CREDENTIALS');
    given(userRegistered())
      .when({ ...changePassword, provenPassword: null })
      .refuses('INVALID_CREDENTIALS');
  });

  it('is refused for an account that is not active, and for somebody unknown', () => {
    given(userRegistered(), userDeactivated()).when(changePassword).refuses('FORBIDDEN');
    givenUser(erasedUser).when(changePassword).refuses('FORBIDDEN');
    given().when(changePassword).refuses('FORBIDDEN');
  });
});

describe('RevokeSessions', () => {
  const revoke = {
    type: 'RevokeSessions',
    now: someTime,
    sessionIds: ['one', 'another'],
    reason: 'LOGGED_OUT',
  } as const;

  it('records the end of each session, also of a deactivated user', () => {
    const ends = [sessionRevoked('one', 'LOGGED_OUT'), sessionRevoked('another', 'LOGGED_OUT')];
    given(userRegistered())
      .when(revoke)
      .emits(...ends);
    given(userRegistered(), userDeactivated())
      .when(revoke)
      .emits(...ends);
  });

  it('records nothing when there is no session', () => {
    given(userRegistered())
      .when({ ...revoke, sessionIds: [] })
      .emits();
  });

  it('is refused for somebody unknown or erased', () => {
    given().when(revoke).refuses('NOT_FOUND');
    givenUser(erasedUser).when(revoke).refuses('NOT_FOUND');
  });
});
