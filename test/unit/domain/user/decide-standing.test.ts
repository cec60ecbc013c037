import { describe, it } from 'vitest';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import {
  roleGranted,
  roleRevoked,
  someTime,
  userActivated,
  userDeactivated,
  userErased,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { given, givenUser } from '../../../support/given.ts';

const deactivatedUser = [userRegistered(), userDeactivated()].reduce<User>(evolve, unknownUser);
const erasedUser = [userRegistered(), userErased()].reduce<User>(evolve, unknownUser);

describe('GrantRole and RevokeRole', () => {
  const grant = { type: 'GrantRole', now: someTime, role: 'admin' } as const;
  const revoke = { type: 'RevokeRole', now: someTime, role: 'admin' } as const;

  it('record the change, also of a deactivated user', () => {
    given(userRegistered()).when(grant).emits(roleGranted());
    givenUser(deactivatedUser).when(grant).emits(roleGranted());
    given(userRegistered(), roleGranted()).when(revoke).emits(roleRevoked());
    given(userRegistered(), roleGranted(), userDeactivated()).when(revoke).emits(roleRevoked());
  });

  it('record nothing for a role that the user has, and refuse to take one that the user has not', () => {
    given(userRegistered(), roleGranted()).when(grant).emits();
    given(userRegistered({ roles: ['editor'] }))
      .when(revoke)
      .refuses('ALREADY_IN_STATE');
    given(userRegistered(), roleGranted(), roleRevoked()).when(revoke).refuses('ALREADY_IN_STATE');
  });

  it('are refused for somebody unknown or erased', () => {
    for (const command of [grant, revoke]) {
      given().when(command).refuses('NOT_FOUND');
      givenUser(erasedUser).when(command).refuses('NOT_FOUND');
    }
  });
});

describe('EraseUser', () => {
  const erase = { type: 'EraseUser', now: someTime } as const;

  it('is recorded, whether the account is active or not', () => {
    given(userRegistered()).when(erase).emits(userErased());
    givenUser(deactivatedUser).when(erase).emits(userErased());
  });

  it('is refused for who is erased already, and for somebody unknown', () => {
    givenUser(erasedUser).when(erase).refuses('ALREADY_IN_STATE');
    given().when(erase).refuses('NOT_FOUND');
  });
});

describe('DeactivateUser and ActivateUser', () => {
  const deactivate = { type: 'DeactivateUser', now: someTime, reason: 'asked for' } as const;
  const activate = { type: 'ActivateUser', now: someTime } as const;

  it('record the change', () => {
    given(userRegistered()).when(deactivate).emits(userDeactivated('asked for'));
    given(userRegistered(), userDeactivated()).when(activate).emits(userActivated());
    given(userRegistered(), userDeactivated(), userActivated())
      .when(deactivate)
      .emits(userDeactivated('asked for'));
  });

  it('are refused when it is so already', () => {
    given(userRegistered(), userDeactivated()).when(deactivate).refuses('ALREADY_IN_STATE');
    given(userRegistered()).when(activate).refuses('ALREADY_IN_STATE');
  });

  it('are refused for somebody unknown or erased', () => {
    given().when(deactivate).refuses('NOT_FOUND');
    given().when(activate).refuses('NOT_FOUND');
    givenUser(erasedUser).when(deactivate).refuses('NOT_FOUND');
    givenUser(erasedUser).when(activate).refuses('NOT_FOUND');
  });
});
