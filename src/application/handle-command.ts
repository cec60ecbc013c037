import { DomainError } from '../domain/domain-error.ts';
import { decide } from '../domain/user/decide-user.ts';
import { evolve, type User, userStateSchema } from '../domain/user/user.ts';
import type { UserCommand } from '../domain/user/user-commands.ts';
import type { UserEvent } from '../domain/user/user-events.ts';
import type { AppendRequest, EventMetadata, MessageStore, UserId } from '../ports/message-store.ts';
import type { Position } from '../ports/position.ts';
import type { NewId } from './environment.ts';
import type { LoadedUser, LoadUser } from './load-user.ts';
import type { RequestInfo } from './request-info.ts';
import { encodeUserEvent } from './user-event-codec.ts';

/** One command to one user. */
export interface CommandCall {
  readonly userId: UserId;
  readonly command: UserCommand;
  readonly request: RequestInfo;
  /** The user as the caller has just loaded it, which saves a read. */
  readonly known?: LoadedUser;
  /** The e-mail address to claim together with the events, as a keyed hash. */
  readonly claimKey?: string;
}

/** What a command did. */
export interface CommandOutcome {
  /** The user after the events. */
  readonly user: User;
  readonly version: number;
  readonly events: readonly UserEvent[];
  /** A view that has come so far has applied the last event. */
  readonly position: Position;
}

/**
 * Runs a command: loads the user, decides, appends. When somebody else appended in between, it loads and
 * decides again, up to 20 times in all. The command's time is no earlier than the user's last event, whatever the
 * clocks of the gateways say, so that times never decrease within a stream.
 * @throws DomainError when the command is refused; CONFLICT when others kept being faster; EMAIL_TAKEN
 * @throws Unavailable when the store cannot work
 */
export type HandleCommand = (call: CommandCall) => Promise<CommandOutcome>;

const maximumAttempts = 20;

export function makeHandleCommand(deps: {
  readonly store: Pick<MessageStore, 'append'>;
  readonly loadUser: LoadUser;
  readonly newId: NewId;
}): HandleCommand {
  return async (call) => {
    const metadata = metadataOf(call, deps.newId());
    let known = call.known;
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      const outcome = await attemptOnce(known ?? (await deps.loadUser(call.userId)), call, metadata);
      if (outcome !== null) return outcome;
      known = undefined;
    }
    throw new DomainError({ code: 'CONFLICT' });
  };

  async function attemptOnce(
    { user, version }: LoadedUser,
    call: CommandCall,
    metadata: EventMetadata,
  ): Promise<CommandOutcome | null> {
    const events = decide(notBefore(user, call.command), user);
    const next = events.reduce(evolve, user);
    const result = await deps.store.append({
      userId: call.userId,
      expectedVersion: version,
      events: events.map((event) => encodeUserEvent(event, deps.newId(), metadata)),
      snapshot: { schema: userStateSchema, state: next },
      ...claimOf(call),
    });
    switch (result.kind) {
      case 'appended':
      case 'duplicate':
        return { user: next, version: result.version, events, position: result.position };
      case 'claimed':
        throw new DomainError({ code: 'EMAIL_TAKEN' });
      case 'conflict':
        return null;
    }
  }
}

function notBefore(user: User, command: UserCommand): UserCommand {
  return user.kind === 'unknown' ? command : { ...command, now: Math.max(command.now, user.lastEventAt) };
}

function metadataOf({ request }: CommandCall, commandId: string): EventMetadata {
  return { actorId: request.actorId, correlationId: request.correlationId, causationId: null, commandId };
}

function claimOf({ claimKey }: CommandCall): Pick<AppendRequest, 'claimKey'> {
  return claimKey === undefined ? {} : { claimKey };
}
