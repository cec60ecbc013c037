import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../../src/domain/domain-error.ts';
import { decide } from '../../../../src/domain/user/decide-user.ts';
import { evolve, type User, unknownUser } from '../../../../src/domain/user/user.ts';
import type { EmailCommand } from '../../../../src/domain/user/user-commands.ts';
import type { UserEvent } from '../../../../src/domain/user/user-events.ts';
import {
  another,
  now,
  registrationRepeated,
  token,
  tokenKinds,
} from '../../../support/controls/email-commands.ts';
import {
  emailChanged,
  emailVerified,
  oneTimeToken,
  passwordChanged,
  passwordReset,
  roleGranted,
  userActivated,
  userDeactivated,
  userErased,
  userRegistered,
} from '../../../support/controls/user-events.ts';
import { given } from '../../../support/given.ts';

describe.each(tokenKinds)('a token that $kind', ({ asked, use, leaves }) => {
  it('does so', () => {
    given(userRegistered(), asked())
      .when(use)
      .emits(...leaves);
  });

  it('does so until it expires, and not then', () => {
    const last = token.expiresAt - 1;
    given(userRegistered(), asked())
      .when({ ...use, now: last })
      .emits(...leaves.map((event) => ({ ...event, at: last })));
    given(userRegistered(), asked())
      .when({ ...use, now: token.expiresAt })
      .refuses('INVALID_TOKEN');
  });

  it('does so once', () => {
    given(userRegistered(), asked(), ...leaves)
      .when(use)
      .refuses('INVALID_TOKEN');
  });

  it('does nothing once a newer one is asked for, which does', () => {
    const history = [userRegistered(), asked(), asked(another)];
    given(...history)
      .when(use)
      .refuses('INVALID_TOKEN');
    given(...history)
      .when({ ...use, tokenHash: another.tokenHash })
      .emits(...leaves);
  });

  it.each([
    ['was never asked for', [userRegistered()]],
    ['is of an unknown user', []],
    ['is of a deactivated account', [userRegistered(), asked(), userDeactivated()]],
    [
      'is of an account that was deactivated since',
      [userRegistered(), asked(), userDeactivated(), userActivated()],
    ],
    ['is of an erased user', [userRegistered(), asked(), userErased()]],
    ['was made for another address', [userRegistered(), asked(), emailChanged()]],
  ])('does nothing when it %s', (_when, history: readonly UserEvent[]) => {
    given(...history)
      .when(use)
      .refuses('INVALID_TOKEN');
  });

  it('does nothing else', () => {
    for (const { use: other } of tokenKinds.filter((kind) => kind.use !== use)) {
      given(userRegistered(), asked()).when(other).refuses('INVALID_TOKEN');
    }
  });

  it('is not disturbed by tokens of other tokenKinds', () => {
    const others = tokenKinds.filter((kind) => kind.use !== use).map((kind) => kind.asked(another));
    given(userRegistered(), asked(), ...others, roleGranted('editor'))
      .when(use)
      .emits(...leaves);
  });
});

const anyToken = fc
  .record({ byte: fc.integer({ min: 0, max: 3 }), expiresAt: fc.integer({ min: now - 5, max: now + 5 }) })
  .map(({ byte, expiresAt }) => oneTimeToken({ tokenHash: `0${byte}`.repeat(32), expiresAt }));

const anyEvent: fc.Arbitrary<UserEvent> = fc.oneof(
  fc.tuple(fc.constantFrom(...tokenKinds), anyToken).map(([{ asked }, of]) => asked(of)),
  fc.constantFrom(
    emailVerified(),
    emailChanged(),
    passwordChanged(),
    passwordReset(),
    userDeactivated(),
    userActivated(),
    registrationRepeated,
  ),
);

function opens(command: EmailCommand, user: User): boolean {
  try {
    return decide(command, user).length > 0;
  } catch (error) {
    if (error instanceof DomainError && error.code === 'INVALID_TOKEN') return false;
    throw error;
  }
}

describe('whatever happened', () => {
  const history = fc.array(anyEvent, { maxLength: 12 }).map((events) => [userRegistered(), ...events]);

  it('a token works only if it is the last of its kind that was asked for, has not expired, and was not used', () => {
    fc.assert(
      fc.property(history, fc.constantFrom(...tokenKinds), anyToken, (events, { asked, use, leaves }, of) => {
        const user = events.reduce<User>(evolve, unknownUser);
        const used = { ...use, tokenHash: of.tokenHash };
        const last = events.findLast(({ type }) => type === asked().type);
        if (opens(used, user)) {
          expect(last?.data).toMatchObject({ tokenHash: of.tokenHash });
          const after = leaves.reduce<User>(evolve, user);
          expect(opens(used, after)).toBe(false);
        }
        const [stands] = [evolve(user, asked(of))];
        const isActive = user.kind === 'registered' && user.status === 'ACTIVE';
        expect(opens(used, stands)).toBe(isActive && of.expiresAt > now);
      }),
    );
  });
});
