import { DomainError } from '../domain/domain-error.ts';
import { decide } from '../domain/user/decide-user.ts';
import { evolve, type User } from '../domain/user/user.ts';
import type { UserCommand } from '../domain/user/user-commands.ts';
import type { UserEvent } from '../domain/user/user-events.ts';
import type {
  AppendRequest,
  AppendResult,
  EventMetadata,
  MessageStore,
  UserId,
} from '../ports/message-store.ts';
import type { UserCipher, UserKeys } from '../ports/user-keys.ts';
import type { CommandHistory, CommandOutcome } from './command-history.ts';
import type { Clock } from './environment.ts';
import type { LoadedUser, LoadUser } from './load-user.ts';
import type { CommandInfo, Repetition } from './request-info.ts';
import { encodeUserEvent } from './user-event-codec.ts';
import { sealSnapshot } from './user-snapshot.ts';

/** One command to one user. */
export interface CommandCall {
  readonly userId: UserId;
  readonly command: UserCommand;
  readonly info: CommandInfo;
  /** The user as the caller has just loaded it, which saves a read. */
  readonly known?: LoadedUser;
  /** The e-mail address to claim together with the events, as a keyed hash. */
  readonly claimKey?: string;
}

/**
 * Runs a command: loads the user, decides, appends. When somebody else appended in between, it loads and
 * decides again, up to 20 times in all. The command's time is no earlier than the user's last event, whatever the
 * clocks of the gateways say, so that times never decrease within a stream. A decision without events appends
 * nothing. A command that is in the log already is not done again: its outcome is what it was the first time.
 * @throws DomainError when the command is refused; CONFLICT when others kept being faster; EMAIL_TAKEN
 * @throws Unavailable when the store cannot work
 */
export type HandleCommand = (call: CommandCall) => Promise<CommandOutcome>;

const maximumAttempts = 20;
const rememberedUsers = 1_000;

export function makeHandleCommand(deps: {
  readonly store: Pick<MessageStore, 'append'>;
  readonly loadUser: LoadUser;
  readonly history: CommandHistory;
  readonly userKeys: Pick<UserKeys, 'create'>;
}): HandleCommand {
  const recentUsers = createRecentUsers(rememberedUsers);

  return async (call) => {
    const quick = await handleRemembered(call);
    if (quick !== null) return quick;
    let { known } = call;
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      const outcome = (await findEarlier(call, attempt)) ?? (await attemptOnce(call, known));
      if (outcome !== null) return outcome;
      known = undefined;
    }
    throw new DomainError({ code: 'CONFLICT' });
  };

  /**
   * Saves the read for a user whom this process remembers. Null for whatever has to be decided on the user as the
   * log has it: a refusal or nothing to do may rest on what is old, and an append at an old version conflicts.
   */
  async function handleRemembered(call: CommandCall): Promise<CommandOutcome | null> {
    if (call.known !== undefined || call.info.repetition.kind !== 'once') return null;
    const known = recentUsers.get(call.userId);
    if (known === undefined) return null;
    const events = decideUnlessRefused(call.command, known.user);
    return events.length === 0 ? null : append(call, known, events);
  }

  /** What nobody began before is not there at the first attempt, and may be what was in its way since. */
  function findEarlier({ userId, info }: CommandCall, attempt: number): Promise<CommandOutcome | null> {
    const fresh = info.repetition.kind !== 'again' && attempt === 1;
    return fresh ? Promise.resolve(null) : deps.history.find(userId, info);
  }

  async function attemptOnce(
    call: CommandCall,
    loaded: LoadedUser | undefined,
  ): Promise<CommandOutcome | null> {
    const known = loaded ?? (await deps.loadUser(call.userId));
    const { user, version } = known;
    const events = decide(notBefore(user, call.command), user);
    if (events.length > 0) return append(call, known, events);
    return { user, version, events, position: await deps.history.present(call.userId) };
  }

  async function append(
    call: CommandCall,
    known: LoadedUser,
    events: readonly UserEvent[],
  ): Promise<CommandOutcome | null> {
    const { userId } = call;
    const { cipher, ...created } = known.cipher === null ? deps.userKeys.create() : { cipher: known.cipher };
    const decision = { version: known.version, cipher, events, next: events.reduce(evolve, known.user) };
    // Whatever comes of it, what was known is old.
    recentUsers.delete(userId);
    const result = await deps.store.append({ ...toAppend(call, decision), ...created });
    if (result.kind === 'duplicate') return deps.history.outcomeAt(userId, result);
    if (result.kind === 'appended') {
      recentUsers.set(userId, { user: decision.next, version: result.version, cipher });
    }
    return toOutcome(userId, decision, result);
  }
}

function decideUnlessRefused(command: UserCommand, user: User): readonly UserEvent[] {
  try {
    return decide(notBefore(user, command), user);
  } catch (error) {
    if (error instanceof DomainError) return [];
    throw error;
  }
}

interface Decision {
  /** Of the user on whom it was made. */
  readonly version: number;
  /** What seals the events. */
  readonly cipher: UserCipher;
  readonly events: readonly UserEvent[];
  /** The user after them. */
  readonly next: User;
}

function toAppend(
  { userId, info, claimKey }: CommandCall,
  { version: expectedVersion, cipher, events, next }: Decision,
): AppendRequest {
  const metadata = metadataOf(info);
  return {
    userId,
    expectedVersion,
    events: events.map((event, index) => {
      const [version, eventId] = [expectedVersion + 1 + index, info.ids.idFor(`event ${index + 1}`)];
      return encodeUserEvent(event, { userId, version, eventId, metadata, cipher });
    }),
    snapshot: sealSnapshot(next, { userId, version: expectedVersion + events.length, cipher }),
    ...(claimKey !== undefined && { claimKey }),
  };
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

function metadataOf({ actorId, correlationId, trace, ids }: CommandInfo): EventMetadata {
  return { actorId, correlationId, causationId: null, commandId: ids.commandId, trace };
}
