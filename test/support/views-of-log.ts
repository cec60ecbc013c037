import { expect } from 'vitest';
import type { EventDocument } from '../../src/ports/event-view.ts';
import type { FeedVector } from '../../src/ports/feeds.ts';
import type { MessageStore, StoredEvent, UserId } from '../../src/ports/message-store.ts';
import { compareOffsets } from '../../src/ports/position.ts';
import type { Stores } from '../../src/roles/stores.ts';
import { streamOf } from './streams.ts';
import { waitFor } from './wait-for.ts';

type Views = Pick<Stores, 'userView' | 'eventView'>;

const views = ['users', 'events'];

/** Waits until both views, or these groups, have applied everything that is in the feeds now. */
export async function viewsCaughtUp({ feeds }: Pick<Stores, 'feeds'>, groups = views): Promise<void> {
  const heads = await feeds.heads();
  const isBehind = (applied: FeedVector) =>
    heads.some((head, partition) => compareOffsets(applied[partition] ?? '', head) < 0);
  await waitFor(async () => {
    const applied = await Promise.all(groups.map((group) => feeds.applied(group)));
    if (applied.some(isBehind)) throw new Error('A view is behind.');
  });
}

/** Expects of both views that they are what the streams tell, with every event once. Answers with its users' count. */
export async function expectViewsToEqualTheLog(stores: Stores): Promise<number> {
  const streams = await allStreams(stores.messageStore);
  const ids = [...streams.keys()];
  const users = await stores.userView.get(ids);
  expect(users.map((user) => user && [user.id, user.version, user.loginCount])).toEqual(
    [...streams].map(([userId, events]) => [userId, events.length, loginsIn(events)]),
  );
  await stores.eventView.refresh();
  const documents = (await allEvents(stores)).map(({ id, userId, version }) => ({ id, userId, version }));
  const events = [...streams.values()].flat();
  expect(inOrder(documents)).toEqual(
    inOrder(events.map(({ eventId, userId, version }) => ({ id: eventId, userId, version }))),
  );
  return ids.length;
}

async function allStreams(store: MessageStore): Promise<ReadonlyMap<UserId, readonly StoredEvent[]>> {
  const streams = new Map<UserId, readonly StoredEvent[]>();
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const userId of store.users(partition)) streams.set(userId, await streamOf(store, userId));
  }
  return streams;
}

function loginsIn(events: readonly StoredEvent[]): number {
  return events.filter(({ type }) => type === 'LoginSucceeded').length;
}

async function allEvents({ eventView }: Views): Promise<readonly EventDocument[]> {
  const found: EventDocument[] = [];
  for (let cursor = null as readonly (string | number)[] | null, more = true; more; ) {
    const page = await eventView.search({}, { direction: 'forward', count: 500, cursor });
    found.push(...page.items.map(({ item }) => item));
    cursor = page.items.at(-1)?.cursor ?? null;
    more = page.hasNextPage;
  }
  return found;
}

function inOrder<Item extends { readonly userId: UserId; readonly version: number }>(items: readonly Item[]) {
  return items.toSorted((a, b) =>
    a.userId < b.userId ? -1 : a.userId > b.userId ? 1 : a.version - b.version,
  );
}

export interface VersionWatch {
  /** Ends it; answers with every step back that it saw. */
  stop(): Promise<readonly string[]>;
}

/** Looks again and again whether a user's document becomes older. */
export function watchVersions({ userView }: Views, userIds: () => readonly UserId[]): VersionWatch {
  const seen = new Map<UserId, number>();
  const stepsBack: string[] = [];
  let isStopping = false;

  async function look(): Promise<void> {
    const ids = userIds();
    const documents = await userView.get(ids);
    for (const [index, id] of ids.entries()) {
      const version = documents[index]?.version ?? 0;
      const before = seen.get(id) ?? 0;
      if (version < before) stepsBack.push(`${id} from ${before} to ${version}`);
      seen.set(id, version);
    }
  }

  const looking = (async () => {
    while (!isStopping) {
      await look();
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      isStopping = true;
      await looking;
      return stepsBack;
    },
  };
}
