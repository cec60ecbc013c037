import { describe, expect, it } from 'vitest';
import { type DueMail, dueMails } from '../../../../src/application/mails/due-mails.ts';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import {
  emailChanged,
  emailChangeRequested,
  emailVerificationRequested,
  emailVerified,
  loginSucceeded,
  oneTimeToken,
  passwordChanged,
  passwordReset,
  passwordResetRequested,
  registrationRepeated,
  someTime,
  userActivated,
  userDeactivated,
  userErased,
  userRegistered,
} from '../../../support/controls/user-events.ts';

const hour = 3_600_000;
const ada = 'ada@example.com' as EmailAddress;
const countess = 'countess@example.com' as EmailAddress;
const token = oneTimeToken();
const newer = oneTimeToken({ tokenId: 'a newer one', tokenHash: 'cd'.repeat(32) });
const { tokenId, expiresAt } = token;

function link(kind: string, purpose: string, to: unknown): unknown {
  return { kind, purpose, to, tokenId, expiresAt };
}

/** The mails that the first of these events calls for, once the others happened too and so much time went by. */
function mailsOf(
  [event, ...later]: readonly UserEvent[],
  after = 0,
  addressThen: EmailAddress | null = ada,
): readonly DueMail[] {
  if (event === undefined) throw new Error('There is no event.');
  const user = [userRegistered(), event, ...later].reduce<User>(evolve, unknownUser);
  return dueMails(event, { user, addressThen, now: someTime + after });
}

const verification = emailVerificationRequested(token);
const change = emailChangeRequested(countess, token);
const reset = passwordResetRequested(token);
const repeated = registrationRepeated();

describe('the mails that an event calls for', () => {
  it.each<[string, UserEvent, readonly unknown[]]>([
    ['a link for who is to prove the address', verification, [link('verify-email', 'verify-email', ada)]],
    [
      'a link for the new address and a notice for the present one',
      change,
      [link('confirm-email', 'change-email', countess), { kind: 'email-change-requested', to: ada }],
    ],
    ['a link for who forgot the password', reset, [link('reset-password', 'reset-password', ada)]],
    ['a notice for the former address', emailChanged(), [{ kind: 'email-changed', to: ada }]],
    ['a notice of another password', passwordChanged(), [{ kind: 'password-changed', to: ada }]],
    ['a notice of a reset', passwordReset(), [{ kind: 'password-reset', to: ada }]],
    ['a notice that there is an account', repeated, [{ kind: 'registration-repeated', to: ada }]],
    ['nothing for a login', loginSucceeded(), []],
  ])('are %s', (_what, event, expected) => {
    expect(mailsOf([event])).toEqual(expected);
  });

  it.each<[string, readonly UserEvent[]]>([
    ['a verification that was asked for again', [verification, emailVerificationRequested(newer)]],
    ['a verification that was done', [verification, emailVerified()]],
    ['a verification of an address that was left', [verification, change, emailChanged()]],
    ['a change that was asked for again', [change, emailChangeRequested(countess, newer)]],
    ['a change that was done', [change, emailChanged()]],
    ['a change before another password', [change, passwordChanged()]],
    ['a reset that was asked for again', [reset, passwordResetRequested(newer)]],
    ['a reset that was done', [reset, passwordReset()]],
    ['a reset before another password', [reset, passwordChanged()]],
    ['a reset of a deactivated account', [reset, userDeactivated()]],
    ['a reset before a deactivation that was taken back', [reset, userDeactivated(), userActivated()]],
    ['a registration for a deactivated account', [repeated, userDeactivated()]],
    ['a verification of somebody erased', [verification, userErased()]],
    ['a notice to somebody erased', [passwordChanged(), userErased()]],
    ['a notice of a change to somebody erased', [emailChanged(), userErased()]],
  ])('are none for %s', (_what, events) => {
    expect(mailsOf(events)).toEqual([]);
  });

  it('have no link that does nothing any more', () => {
    for (const event of [verification, change, reset]) {
      expect(mailsOf([event], hour - 1)).not.toEqual([]);
      expect(mailsOf([event], hour)).toEqual([]);
    }
  });

  it('tell of nothing that is a day old', () => {
    for (const event of [emailChanged(), passwordChanged(), passwordReset(), repeated]) {
      expect(mailsOf([event], 24 * hour - 1)).not.toEqual([]);
      expect(mailsOf([event], 24 * hour)).toEqual([]);
    }
  });

  it('have the link of a token that works for longer than a day', () => {
    const week = oneTimeToken({ expiresAt: someTime + 7 * 24 * hour });

    expect(mailsOf([emailVerificationRequested(week)], 6 * 24 * hour)).toHaveLength(1);
    expect(mailsOf([emailChangeRequested(countess, week)], 6 * 24 * hour).map(({ kind }) => kind)).toEqual([
      'confirm-email',
    ]);
  });

  it('tell of another password at the address of that time, though there is another one by now', () => {
    expect(mailsOf([passwordChanged(), emailChanged()])).toEqual([{ kind: 'password-changed', to: ada }]);
  });

  it('do not say that there is an account to whom it does not belong any more', () => {
    expect(mailsOf([repeated, emailChanged()])).toEqual([]);
  });

  it('are none for an address that nobody can tell any more', () => {
    expect(mailsOf([passwordChanged()], 0, null)).toEqual([]);
    expect(mailsOf([emailChanged({ formerEmail: null })])).toEqual([]);
  });
});
