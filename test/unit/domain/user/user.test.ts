import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import {
  displayNameChanged,
  loginFailed,
  loginSucceeded,
  otherHash,
  passwordChanged,
  passwordRehashed,
  sessionRevoked,
  someTime,
  userActivated,
  userDeactivated,
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

  it('is still unknown after events that cannot come first', () => {
    expect(fold([loginSucceeded(), loginFailed(), displayNameChanged()])).toEqual(unknownUser);
  });
});
