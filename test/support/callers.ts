import { setTimeout as delay } from 'node:timers/promises';
import type { MessageStore, UserId } from '../../src/ports/message-store.ts';
import { appendRequest } from './controls/append-request.ts';
import { newUserId } from './controls/new-user-id.ts';

/** What callers brought about. */
export interface Calls {
  /** The ids of the events of every append that was acknowledged, by user. */
  readonly acknowledged: ReadonlyMap<UserId, readonly string[]>;
  readonly errors: readonly unknown[];
  /** In milliseconds. */
  readonly longest: number;
}

export interface Callers {
  /** How many appends were acknowledged for each user, at the least. */
  count(): number;
  /** Lets the calls that are under way come to their end. */
  stop(): Promise<Calls>;
}

const callers = 20;
const pause = 10;

/** Lets 20 callers append, two of them to each user, who therefore conflict at times, until they are told to stop. */
export function startCallers(store: MessageStore): Callers {
  const users = Array.from({ length: callers / 2 }, (_, i) =>
    newUserId(i % store.partitions, store.partitions),
  );
  const acknowledged = new Map<UserId, string[]>(users.map((userId) => [userId, []]));
  const errors: unknown[] = [];
  let longest = 0;
  let isStopping = false;

  async function append(userId: UserId, expectedVersion: number): Promise<number> {
    const request = appendRequest({ userId, expectedVersion });
    const begun = performance.now();
    const result = await store.append(request);
    longest = Math.max(longest, performance.now() - begun);
    if (result.kind === 'claimed') throw new Error('No address was claimed.');
    if (result.kind !== 'conflict') {
      acknowledged.get(userId)?.push(...request.events.map(({ eventId }) => eventId));
    }
    return result.version;
  }

  async function call(userId: UserId): Promise<void> {
    for (let version = 0; !isStopping; await delay(pause)) {
      try {
        version = await append(userId, version);
      } catch (error) {
        errors.push(error);
      }
    }
  }

  const calling = Promise.all([...users, ...users].map(call));
  return {
    count: () => Math.min(...[...acknowledged.values()].map((ids) => ids.length)),
    async stop() {
      isStopping = true;
      await calling;
      return { acknowledged, errors, longest };
    },
  };
}
