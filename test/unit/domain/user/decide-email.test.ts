import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import {
  confirmChange,
  interruptChange,
  newEmail,
  now,
  registrationRepeated,
  repeatRegistration,
  requestChange,
  requestReset,
  requestVerification,
  reset,
  token,
  tokenHash,
  verify,
} from '../../../support/controls/email-commands.ts';
import {
  emailChangeRequested,
  emailVerificationRequested,
  emailVerified,
  passwordChanged,
  passwordReset,
  passwordResetRequested,
  userDeactivated,
  userErased,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { given } from '../../../support/given.ts';

describe('another password', () => {
  it.each([
    ['chosen', passwordChanged()],
    ['set by a reset', passwordReset()],
  ])('%s makes a reset and a change of address worthless that were asked for before', (_how, changed) => {
    const asked = [userRegistered(), emailChangeRequested(), passwordResetRequested(), changed];
    given(...asked)
      .when(reset)
      .refuses('INVALID_TOKEN');
    given(...asked)
      .when(confirmChange)
      .refuses('INVALID_TOKEN');
  });

  it('leaves the proof of the address, which is none of the password', () => {
    given(userRegistered(), emailVerificationRequested(), passwordChanged())
      .when(verify)
      .emits(emailVerified());
  });
});

describe('asking to verify', () => {
  it('records the token', () => {
    given(userRegistered()).when(requestVerification).emits(emailVerificationRequested());
  });

  it('is refused when it is verified, or the account cannot be signed in to', () => {
    given(userRegistered(), emailVerified()).when(requestVerification).refuses('ALREADY_IN_STATE');
    given(userRegistered(), userDeactivated()).when(requestVerification).refuses('FORBIDDEN');
    given().when(requestVerification).refuses('FORBIDDEN');
  });
});

describe('asking for another address', () => {
  it('records the token and the address, on proof of the password that stands', () => {
    given(userRegistered()).when(requestChange).emits(emailChangeRequested());
    given(userRegistered(), passwordChanged()).when(requestChange).refuses('INVALID_CREDENTIALS');
    given(userRegistered())
      .when({ ...requestChange, provenPassword: null })
      .refuses('INVALID_CREDENTIALS');
  });

  it('is refused for the address that it is, and for who cannot sign in', () => {
    given(userRegistered({ email: newEmail }))
      .when(requestChange)
      .refuses('INVALID_INPUT');
    given(userRegistered(), userDeactivated()).when(requestChange).refuses('FORBIDDEN');
  });

  it('changes nothing yet', () => {
    expect([userRegistered(), emailChangeRequested()].reduce<User>(evolve, unknownUser)).toMatchObject({
      email: 'ada@example.com',
      emailVerified: false,
    });
  });

  it('is confirmed for that address only', () => {
    given(userRegistered(), emailChangeRequested())
      .when({ ...confirmChange, newEmail: 'eve@example.com' as EmailAddress })
      .refuses('INVALID_TOKEN');
  });

  it('can be set aside, whatever the user is', () => {
    for (const history of [[], [userRegistered()], [userRegistered(), userErased()]]) {
      given(...history)
        .when(interruptChange)
        .emits({ type: 'EmailChangeInterrupted', at: now, data: { claimKey: interruptChange.claimKey } });
    }
  });
});

describe('asking for a reset', () => {
  it('records the token and who asked, and changes nothing else', () => {
    given(userRegistered()).when(requestReset).emits(passwordResetRequested());
    const before = evolve(unknownUser, userRegistered());
    expect(evolve(before, passwordResetRequested())).toEqual({
      ...before,
      tokens: { passwordReset: { tokenHash, expiresAt: token.expiresAt } },
    });
  });

  it('is refused for who cannot sign in', () => {
    given(userRegistered(), userDeactivated()).when(requestReset).refuses('FORBIDDEN');
    given(userRegistered(), userErased()).when(requestReset).refuses('FORBIDDEN');
  });
});

describe('a reset', () => {
  it('proves the address, which the mail was read at, unless that was done', () => {
    given(userRegistered(), emailVerified(), passwordResetRequested()).when(reset).emits(passwordReset());
  });
});

describe('a repeated registration', () => {
  it('is recorded', () => {
    given(userRegistered()).when(repeatRegistration).emits(registrationRepeated);
    given(userRegistered(), userDeactivated()).when(repeatRegistration).emits(registrationRepeated);
  });

  it('is of nobody once the user is erased', () => {
    given(userRegistered(), userErased()).when(repeatRegistration).refuses('NOT_FOUND');
    given().when(repeatRegistration).refuses('NOT_FOUND');
  });

  it('lets nothing but a reset prove the address of an account that may be somebody else’s', () => {
    const history = [userRegistered(), emailVerificationRequested(), registrationRepeated];
    given(...history)
      .when(verify)
      .refuses('INVALID_TOKEN');
    given(...history, passwordResetRequested())
      .when(reset)
      .emits(passwordReset(), emailVerified());
  });

  it('changes nothing where the address was proved', () => {
    const history = [userRegistered(), emailVerified(), passwordResetRequested()];
    const before = history.reduce<User>(evolve, unknownUser);
    expect(evolve(before, registrationRepeated)).toEqual(before);
  });
});
