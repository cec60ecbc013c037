import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import {
  displayNameChanged,
  emailChanged,
  emailChangeRequested,
  emailVerificationRequested,
  emailVerified,
  loginFailed,
  loginSucceeded,
  oneTimeToken,
  otherHash,
  passwordChanged,
  passwordRehashed,
  passwordReset,
  passwordResetRequested,
  roleGranted,
  roleRevoked,
  sessionRevoked,
  someTime,
  userActivated,
  userDeactivated,
  userErased,
  userRegistered,
} from '../../../support/controls/user-events.ts';

const laterEvents = fc.array(
  fc
    .tuple(
      fc.nat(1_000_000),
      fc.constantFrom<(at: number) => UserEvent>(loginSucceeded, loginFailed, renamed),
    )
    .map(([delay, event]): UserEvent => event(someTime + delay)),
  { maxLength: 30 },
);

function renamed(at: number): UserEvent {
  return displayNameChanged(`A name of ${at}`, at);
}

function tokensAfter(...events: readonly UserEvent[]) {
  const user = fold([userRegistered(), ...events]);
  return user.kind === 'registered' ? user.tokens : null;
}

function fold(events: readonly UserEvent[], start: User = unknownUser): User {
  return events.reduce(evolve, start);
}

describe('a user', () => {
  it('is what the registration says', () => {
    expect(fold([userRegistered()])).toEqual({
      kind: 'registered',
      status: 'ACTIVE',
      email: 'ada@example.com',
      emailVerified: false,
      displayName: 'Ada',
      passwordHash: userRegistered().data.passwordHash,
      passwordNumber: 1,
      roles: [],
      registeredAt: someTime,
      lastLoginAt: null,
      loginCount: 0,
      lastEventAt: someTime,
      tokens: {},
    });
  });

  it('counts the logins that succeeded, and keeps the times of the last login and the last event', () => {
    fc.assert(
      fc.property(laterEvents, (events) => {
        const succeeded = events.filter((event) => event.type === 'LoginSucceeded');
        expect(fold([userRegistered(), ...events])).toMatchObject({
          loginCount: succeeded.length,
          lastLoginAt: succeeded.at(-1)?.at ?? null,
          lastEventAt: events.at(-1)?.at ?? someTime,
        });
      }),
    );
  });

  it('has the display name of the last change', () => {
    expect(fold([userRegistered(), displayNameChanged('Ada King', someTime + 1)])).toEqual({
      ...fold([userRegistered()]),
      displayName: 'Ada King',
      lastEventAt: someTime + 1,
    });
  });

  it('has the hash that was made last, and another number only with another password', () => {
    const registered = fold([userRegistered()]);
    const rehashed = { ...registered, passwordHash: otherHash };
    expect(fold([userRegistered(), passwordRehashed()])).toEqual(rehashed);
    expect(fold([userRegistered(), passwordChanged()])).toEqual({ ...rehashed, passwordNumber: 2 });
  });

  it('is active or deactivated as was said last, whatever becomes of sessions', () => {
    const registered = fold([userRegistered()]);
    const deactivated = { ...registered, status: 'DEACTIVATED' };
    expect(fold([userRegistered(), userDeactivated(), sessionRevoked()])).toEqual(deactivated);
    expect(fold([userRegistered(), userDeactivated(), userActivated()])).toEqual(registered);
  });

  it('is the same whether folded at once or from any point in between', () => {
    fc.assert(
      fc.property(laterEvents, fc.nat(), (events, cut) => {
        const all = [userRegistered(), ...events];
        const at = cut % (all.length + 1);
        expect(fold(all.slice(at), fold(all.slice(0, at)))).toEqual(fold(all));
      }),
    );
  });

  it('has the roles that were granted and not revoked', () => {
    const rolesAfter = (...events: readonly UserEvent[]) => {
      const user = fold([userRegistered({ roles: ['editor'] }), ...events]);
      return user.kind === 'registered' ? user.roles : null;
    };
    expect(rolesAfter(roleGranted())).toEqual(['editor', 'admin']);
    expect(rolesAfter(roleGranted(), roleRevoked('editor'))).toEqual(['admin']);
    expect(rolesAfter(roleGranted(), roleRevoked(), roleRevoked('editor'))).toEqual([]);
  });

  it('has another address, which is proved, once the change is confirmed', () => {
    expect(fold([userRegistered(), emailChangeRequested(), emailChanged()])).toEqual({
      ...fold([userRegistered()]),
      email: 'countess@example.com',
      emailVerified: true,
    });
  });

  it('keeps the last token of each kind', () => {
    const [first, second] = [oneTimeToken({ tokenHash: '01' }), oneTimeToken({ tokenHash: '02' })];
    const pending = { tokenHash: '02', expiresAt: second.expiresAt };
    const newEmail = 'countess@example.com' as EmailAddress;
    expect(
      tokensAfter(
        emailVerificationRequested(first),
        emailVerificationRequested(second),
        emailChangeRequested(newEmail, first),
        emailChangeRequested(newEmail, second),
        passwordResetRequested(first),
        passwordResetRequested(second),
      ),
    ).toEqual({
      emailVerification: pending,
      emailChange: { ...pending, newEmail },
      passwordReset: pending,
    });
  });

  it('keeps no token that was made for another password, another address or an account that was open', () => {
    const asked = [emailVerificationRequested(), emailChangeRequested(), passwordResetRequested()];
    const verification = { emailVerification: expect.anything() };
    expect(tokensAfter(...asked, passwordChanged())).toEqual(verification);
    expect(tokensAfter(...asked, passwordReset())).toEqual(verification);
    expect(tokensAfter(...asked, emailChanged())).toEqual({});
    expect(tokensAfter(...asked, userDeactivated(), userActivated())).toEqual({});
    expect(Object.keys(tokensAfter(...asked, emailVerified()) ?? {})).toEqual([
      'emailChange',
      'passwordReset',
    ]);
  });

  it('keeps nothing personal once erased', () => {
    const erased = fold([
      userRegistered(),
      loginSucceeded(),
      emailChangeRequested(),
      userErased(someTime + 1),
    ]);
    expect(erased).toEqual({
      kind: 'erased',
      registeredAt: someTime,
      lastLoginAt: someTime,
      loginCount: 1,
      lastEventAt: someTime + 1,
    });
  });

  it('is erased from the first event on, with the same logins, when what was personal cannot be read', () => {
    fc.assert(
      fc.property(laterEvents, (events) => {
        const unreadable = userRegistered({ email: null, displayName: null, passwordHash: null });
        const before = fold([userRegistered(), ...events, userErased()]);
        expect(fold([unreadable, ...events, userErased()])).toEqual(before);
        expect(fold([unreadable, ...events])).toMatchObject({ kind: 'erased' });
      }),
    );
  });

  it('is still unknown after events that cannot come first', () => {
    expect(fold([loginSucceeded(), loginFailed(), displayNameChanged()])).toEqual(unknownUser);
  });
});
