import { expect } from 'vitest';
import { DomainError, type DomainErrorCode } from '../../src/domain/domain-error.ts';
import { decide } from '../../src/domain/user/decide-user.ts';
import { evolve, type User, unknownUser } from '../../src/domain/user/user.ts';
import type { UserCommand } from '../../src/domain/user/user-commands.ts';
import type { UserEvent } from '../../src/domain/user/user-events.ts';

/** Says what a command does to a user with this history. */
export function given(...history: readonly UserEvent[]) {
  return givenUser(history.reduce<User>(evolve, unknownUser));
}

/** Says what a command does to this user. */
export function givenUser(user: User) {
  return {
    when: (command: UserCommand) => ({
      emits: (...events: readonly UserEvent[]) => expect(decide(command, user)).toEqual(events),
      refuses: (code: DomainErrorCode) => expect(codeOf(() => decide(command, user))).toBe(code),
    }),
  };
}

function codeOf(work: () => unknown): string {
  try {
    return `no refusal, but ${JSON.stringify(work())}`;
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
}
