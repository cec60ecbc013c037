import { DomainError } from '../../domain/domain-error.ts';
import type { NewCommandIds } from '../../ports/command-ids.ts';
import type { Account } from '../account-of.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { CommandInfo } from '../request-info.ts';

/**
 * Lets the owner of an address know that somebody wanted it for another account, who is not told that it is taken. An account that
 * cannot be told so is left alone.
 * @throws Unavailable
 */
export type RemindOwner = (owner: Account, info: CommandInfo) => Promise<void>;

export function makeRemindOwner(deps: {
  readonly handleCommand: HandleCommand;
  readonly newCommandIds: NewCommandIds;
  readonly clock: Clock;
}): RemindOwner {
  return async ({ userId, known }, { client, ...request }) => {
    // Of a command of its own, as events of two users cannot have the same ids; and who wanted it is not told.
    const own = { actorId: null, ids: deps.newCommandIds(), repetition: { kind: 'once' } } as const;
    const info = { ...request, client, ...own };
    const command = { type: 'RepeatRegistration', now: deps.clock(), client } as const;
    await deps.handleCommand({ userId, command, info, known }).catch((error: unknown) => {
      // That there is an account which is busy would tell that there is one.
      if (!(error instanceof DomainError)) throw error;
    });
  };
}
