import { LRUCache } from 'lru-cache';
import { DomainError } from '../domain/domain-error.ts';
import type { UserId } from '../ports/message-store.ts';
import type { CommandOutcome } from './command-history.ts';
import type { CommandCall, HandleCommand } from './handle-command.ts';
import type { LoadedUser, LoadUser } from './load-user.ts';

const rememberedUsers = 1_000;

/**
 * Handles commands on users as this process last saw them, which saves the read. Others may have changed them since:
 * an append at an old version conflicts, and is decided again on the user as the log has it. A refusal, or that there
 * is nothing to do, is believed only of a user who was just read. The promises are those of `HandleCommand`.
 */
export function makeHandleRemembered(deps: {
  readonly handleCommand: HandleCommand;
  readonly loadUser: LoadUser;
}): HandleCommand {
  const users = new LRUCache<UserId, LoadedUser>({ max: rememberedUsers });

  async function handle(call: CommandCall, known: LoadedUser): Promise<CommandOutcome> {
    const { userId } = call;
    const outcome = await deps.handleCommand({ ...call, known });
    const { user, version } = outcome;
    // One without a key was given one that only the log knows, and about one who is erased nothing more is recorded.
    if (known.cipher === null || user.kind === 'erased') users.delete(userId);
    else users.set(userId, { user, version, cipher: known.cipher });
    return outcome;
  }

  /** Null when it has to be decided on what the log has. */
  async function handleOld(call: CommandCall): Promise<CommandOutcome | null> {
    const known = users.get(call.userId);
    if (known === undefined) return null;
    try {
      const outcome = await handle(call, known);
      return outcome.events.length === 0 ? null : outcome;
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }

  return async (call) => {
    // What may have been done before is looked for in the log; and a caller who has just read knows better.
    if (call.known !== undefined || call.info.repetition.kind !== 'once') return deps.handleCommand(call);
    return (await handleOld(call)) ?? handle(call, await deps.loadUser(call.userId));
  };
}
