import { evolve, type User, unknownUser } from '../domain/user/user.ts';
import type { UserEvent } from '../domain/user/user-events.ts';
import { appendLimits } from '../ports/append-limits.ts';
import type { Feeds } from '../ports/feeds.ts';
import type { MessageStore, StoredEvent, UserId } from '../ports/message-store.ts';
import { partitionOf } from '../ports/partitions.ts';
import { beginning, type Position } from '../ports/position.ts';
import type { LoadUser } from './load-user.ts';
import type { CommandInfo } from './request-info.ts';
import { decodeUserEvent } from './user-event-codec.ts';

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
 * What commands did that are in the log already, as it was when they were done.
 * Failures: rejects with `UnreadableEvent` and `Unavailable`.
 */
export interface CommandHistory {
  /**
   * What a command did that may be there since it began, whoever ran it; null when it is not in the log. It
   * reads back from the end of the stream, no further than to where that time is.
   */
  find(userId: UserId, command: CommandInfo): Promise<CommandOutcome | null>;
  /** What the command did whose last event has this version. */
  outcomeAt(
    userId: UserId,
    last: { readonly version: number; readonly position: Position },
  ): Promise<CommandOutcome>;
  /** Where a view has applied everything that is in the log of a user now. */
  present(userId: UserId): Promise<Position>;
}

const pageLength = 100;
/** How far the clocks of gateways may be apart, in milliseconds. */
const skew = 5 * 60 * 1_000;

export function makeCommandHistory(deps: {
  readonly store: Pick<MessageStore, 'head' | 'read'>;
  readonly feeds: Pick<Feeds, 'heads' | 'partitions'>;
  readonly loadUser: LoadUser;
}): CommandHistory {
  const { store, feeds, loadUser } = deps;

  const history: CommandHistory = {
    async find(userId, { ids, repetition }) {
      if (repetition.kind === 'once') return null;
      const version = await lastVersionOf(userId, ids.commandId, repetition.begunAt - skew);
      if (version === null) return null;
      return history.outcomeAt(userId, { version, position: await history.present(userId) });
    },
    async outcomeAt(userId, { version, position }) {
      const present = await loadUser(userId);
      const decode = (stored: StoredEvent) => decodeUserEvent(stored, present.cipher);
      const tail = await eventsOf(userId, version - appendLimits.events, version);
      const commandId = tail.at(-1)?.metadata.commandId;
      const events = tail.filter(({ metadata }) => metadata.commandId === commandId).map(decode);
      if (present.version === version) return { user: present.user, version, events, position };
      const all = await eventsOf(userId, 0, version);
      return { user: all.map(decode).reduce(evolve, unknownUser), version, events, position };
    },
    async present(userId) {
      const partition = partitionOf(userId, feeds.partitions);
      return { partition, offset: (await feeds.heads())[partition] ?? beginning };
    },
  };
  return history;

  /** The version of the last event of a command among the events since then. */
  async function lastVersionOf(userId: UserId, commandId: string, since: number): Promise<number | null> {
    let { version: last } = await store.head(userId);
    while (last > 0) {
      const page = await eventsOf(userId, last - pageLength, last);
      const found = page.findLast(({ metadata }) => metadata.commandId === commandId);
      if (found !== undefined) return found.version;
      const [first] = page;
      if (first === undefined || first.at < since) return null;
      last = first.version - 1;
    }
    return null;
  }

  async function eventsOf(userId: UserId, after: number, last: number): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for await (const event of store.read(userId, Math.max(after, 0))) {
      if (event.version > last) break;
      events.push(event);
      // What follows need not be asked for.
      if (event.version === last) break;
    }
    return events;
  }
}
