import { DomainError } from '../../domain/domain-error.ts';
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
  readonly clock: Clock;
}): RemindOwner {
  return async ({ userId, known }, info) => {
    const command = { type: 'RepeatRegistration', now: deps.clock(), client: info.client } as const;
    await deps.handleCommand({ userId, command, info, known }).catch((error: unknown) => {
      // That there is an account which is busy would tell that there is one.
      if (!(error instanceof DomainError)) throw error;
    });
  };
}
