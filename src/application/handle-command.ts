import { DomainError } from '../domain/domain-error.ts';
import { decide } from '../domain/user/decide-user.ts';
import { evolve, type User } from '../domain/user/user.ts';
import type { UserCommand } from '../domain/user/user-commands.ts';
import type { AppendResult, MessageStore, UserId } from '../ports/message-store.ts';
import type { UserKeys } from '../ports/user-keys.ts';
import type { CommandHistory, CommandOutcome } from './command-history.ts';
import type { Clock } from './environment.ts';
import type { LoadedUser, LoadUser } from './load-user.ts';
import type { CommandInfo, Repetition } from './request-info.ts';
import { type Decision, sealingOf, toAppend } from './to-append.ts';

/** One command to one user. */
export interface CommandCall {
  readonly userId: UserId;
  readonly command: UserCommand;
  readonly info: CommandInfo;
  /** The user as the caller has just loaded it, which saves a read. */
  readonly known?: LoadedUser;
  /** The e-mail address to claim together with the events, as a keyed hash. */
  readonly claimKey?: string;
  /**
   * Has to be true before the events are: runs in every attempt that appends any, with the user of which the decision was made.
   * What it does can be repeated, also by another process; when it rejects, nothing is appended, and the command rejects so.
   */
  readonly before?: (known: LoadedUser) => Promise<void>;
}

/**
 * Runs a command: loads the user, decides, appends. When somebody else appended in between, it loads and
 * decides again, up to 20 times in all. The command's time is no earlier than the user's last event, whatever the
 * clocks of the gateways say, so that times never decrease within a stream. A decision without events appends
 * nothing, and so does one about a user who is erased. A command that is in the log already is not done again: its outcome
 * is what it was the first time.
 * @throws DomainError when the command is refused; CONFLICT when others kept being faster; EMAIL_TAKEN; NOT_FOUND
 * @throws Unavailable when the store cannot work
 */
export type HandleCommand = (call: CommandCall) => Promise<CommandOutcome>;

const maximumAttempts = 20;
/** In milliseconds: within it nobody makes an append forget a command that was just begun. */
const promptly = 1_000;

export function makeHandleCommand(deps: {
  readonly store: Pick<MessageStore, 'append'>;
  readonly loadUser: LoadUser;
  readonly history: CommandHistory;
  readonly userKeys: Pick<UserKeys, 'create'>;
  readonly clock: Clock;
}): HandleCommand {
  return async (call) => {
    let { known } = call;
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      // Before the command is looked for: what comes behind this version later is in the way of the append.
      known ??= await deps.loadUser(call.userId);
      const earlier =
        attempt === 1 && isFresh(call.info.repetition)
          ? null
          : await deps.history.find(call.userId, call.info);
      const outcome = earlier ?? (await attemptOnce(call, known));
      if (outcome !== null) return outcome;
      known = undefined;
    }
    throw new DomainError({ code: 'CONFLICT' });
  };

  /** What began just now is not there at the first attempt, or is what the append recognises. */
  function isFresh(repetition: Repetition): boolean {
    if (repetition.kind === 'first') return deps.clock() - repetition.begunAt < promptly;
    return repetition.kind === 'once';
  }

  async function attemptOnce(call: CommandCall, known: LoadedUser): Promise<CommandOutcome | null> {
    const { user, version } = known;
    const events = decide(notBefore(user, call.command), user);
    if (events.length === 0) {
      return { user, version, events, position: await deps.history.present(call.userId) };
    }
    await call.before?.(known);
    const sealing = sealingOf(known, deps.userKeys);
    const decision = { known, events, next: events.reduce(evolve, user) };
    const result = await deps.store.append(toAppend(call, decision, sealing));
    return result.kind === 'duplicate'
      ? deps.history.outcomeAt(call.userId, result)
      : toOutcome(call.userId, decision, result);
  }
}

/** Null when it has to be decided anew. */
function toOutcome(
  userId: UserId,
  { events, next }: Decision,
  result: Exclude<AppendResult, { kind: 'duplicate' }>,
): CommandOutcome | null {
  switch (result.kind) {
    case 'appended':
      return { user: next, version: result.version, events, position: result.position };
    case 'claimed':
      // By the same command, which others appended to since.
      if (result.userId === userId) return null;
      throw new DomainError({ code: 'EMAIL_TAKEN' });
    case 'conflict':
      return null;
  }
}

function notBefore(user: User, command: UserCommand): UserCommand {
  return user.kind === 'unknown' ? command : { ...command, now: Math.max(command.now, user.lastEventAt) };
}
