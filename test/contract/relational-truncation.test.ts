import { describe, expect, test } from 'vitest';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { FeedTrimmed, TruncationRefused } from '../../src/ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../src/ports/feeds.ts';
import type { AppendRequest } from '../../src/ports/message-store.ts';
import { beginning } from '../../src/ports/position.ts';
import { append } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { long } from '../support/groups.ts';
import { closedAfterTest, type WriteSide } from '../support/opened.ts';
import { type OpenDatabase, relationalDatabases } from '../support/relational-databases.ts';
import { asStored, streamOf } from '../support/streams.ts';

const partition = 1;

// The events themselves are the feed here, so that truncating a stream takes entries from it.
describe.each(relationalDatabases())('a truncated stream on $name', ({ open }) => {
  test('leaves no entry unread in silence', async () => {
    const { store, feeds, entries, user } = await threeAppends(open);
    const [first, second, third] = entries;
    await apply(feeds, 'users', entries);

    await store.truncate(user, 4);

    for (const missed of [beginning, first?.offset ?? '']) {
      await expect(feeds.read(partition, missed, 10)).rejects.toThrow(FeedTrimmed);
      await expect(firstOf(feeds, missed)).rejects.toThrow(FeedTrimmed);
    }
    expect(await feeds.read(partition, second?.offset ?? '', 10)).toEqual([third]);
    expect(await firstOf(feeds, second?.offset ?? '')).toEqual([third]);
    expect((await feeds.heads())[partition]).toBe(third?.offset);
    expect(await feeds.read(partition, third?.offset ?? '', 10)).toEqual([]);
  });

  test('stops a tail that had not got so far', async () => {
    const { store, feeds, entries, user } = await threeAppends(open);
    const tail = tailFrom(feeds, beginning);
    expect(await tail.next()).toEqual({ done: false, value: entries });
    const more = [];
    for (const expectedVersion of [4, 5]) {
      more.push(await append(store, appendRequest({ userId: user, expectedVersion })));
    }
    await apply(feeds, 'users', [...entries, ...more]);

    await store.truncate(user, 6);

    await expect(tail.next()).rejects.toThrow(FeedTrimmed);
  });

  test('refuses a group that begins later, rather than let it miss what was removed', async () => {
    const { store, feeds, entries, user } = await threeAppends(open);
    await apply(feeds, 'users', entries);
    await store.truncate(user, 4);
    const lease = await leased(feeds, 'late');

    await expect(feeds.next([lease], 10, 0)).rejects.toThrow(FeedTrimmed);
  });

  test('lets a group that skips what was removed begin behind it', async () => {
    const { store, feeds, entries, user } = await threeAppends(open);
    await apply(feeds, 'users', entries);
    await store.truncate(user, 4);
    const lease = await leased(feeds, 'late');

    await feeds.skipTrimmed(lease);

    expect(await feeds.next([lease], 10, 0)).toEqual(entries.slice(2));
  });

  test('is not kept whole by a lease that serves another purpose than to read', async () => {
    const { store, feeds, entries, user, requests } = await threeAppends(open);
    await apply(feeds, 'users', entries);
    await leased(feeds, 'archive');

    await store.truncate(user, 4);

    expect(await streamOf(store, user)).toEqual(requests.flatMap(asStored).slice(3));
  });

  test.each([
    ['nobody has read', async () => {}],
    ['a lease was taken and nothing read', (feeds: Feeds) => leased(feeds, 'archive')],
    [
      'a group has not applied them',
      async (feeds: Feeds, entries: readonly FeedEntry[]) => {
        await apply(feeds, 'users', entries);
        await apply(feeds, 'events', entries.slice(0, 1));
      },
    ],
    [
      'a group was given them and has acknowledged nothing',
      async (feeds: Feeds, entries: readonly FeedEntry[]) => {
        await apply(feeds, 'users', entries);
        await feeds.next([await leased(feeds, 'events')], 1, 0);
      },
    ],
    [
      'a group has read other partitions only',
      async (feeds: Feeds, entries: readonly FeedEntry[]) => {
        await apply(feeds, 'users', entries);
        await apply(feeds, 'events', [], 3);
      },
    ],
  ])('keeps its events as long as %s', async (_, prepare) => {
    const { store, feeds, entries, user, requests } = await threeAppends(open);
    await prepare(feeds, entries);

    await expect(store.truncate(user, 4)).rejects.toThrow(TruncationRefused);

    expect(await streamOf(store, user)).toEqual(requests.flatMap(asStored));
    expect(await feeds.read(partition, beginning, 10)).toEqual(entries);
  });

  test('loses a part of an append where only that part is asked for', async () => {
    const { store, feeds, entries, user, requests } = await threeAppends(open);
    await apply(feeds, 'users', entries);

    await store.truncate(user, 2);
    await store.truncate(user, 1);

    expect(await streamOf(store, user)).toEqual(requests.flatMap(asStored).slice(1));
    await expect(feeds.read(partition, beginning, 10)).rejects.toThrow(FeedTrimmed);
    expect(await feeds.read(partition, entries[0]?.offset ?? '', 10)).toEqual(entries.slice(1));
  });

  test('still recognises its last commands, at the places where they stood', async () => {
    const { store, feeds, entries, user, requests } = await threeAppends(open);
    await apply(feeds, 'users', entries);
    await store.truncate(user, 4);

    const again = [];
    for (const request of requests) again.push(await store.append(request));

    expect(again).toEqual(
      entries.map(({ version, offset }) => ({ kind: 'duplicate', version, position: { partition, offset } })),
    );
    expect((await store.head(user)).version).toBe(4);
  });

  test('goes on where it ended, with a dense feed', async () => {
    const { store, feeds, entries, user } = await threeAppends(open);
    await apply(feeds, 'users', entries);
    await store.truncate(user, 4);

    const next = await append(store, appendRequest({ userId: user, expectedVersion: 4 }));

    expect(next).toEqual({ partition, offset: '4-0', userId: user, version: 5, count: 1 });
  });
});

interface ThreeAppends extends WriteSide {
  readonly user: string;
  readonly requests: readonly AppendRequest[];
  readonly entries: readonly FeedEntry[];
}

/** Four events of one user, appended as two, one and one. */
async function threeAppends(open: OpenDatabase): Promise<ThreeAppends> {
  const database = await closedAfterTest(open());
  const { messageStore: store, feeds } = createRelationalStores(database, {
    partitions: 4,
    keyFingerprint: 'the key',
  });
  await store.prepare();
  const user = newUserId(partition);
  const requests = [
    appendRequest({ userId: user, events: newEvents(2) }),
    appendRequest({ userId: user, expectedVersion: 2 }),
    appendRequest({ userId: user, expectedVersion: 3 }),
  ];
  const entries: FeedEntry[] = [];
  for (const request of requests) entries.push(await append(store, request));
  return { store, feeds, close: database.close, user, requests, entries };
}

/** Lets a group acknowledge these entries. */
async function apply(
  feeds: Feeds,
  group: string,
  entries: readonly FeedEntry[],
  of = partition,
): Promise<void> {
  const lease = await leased(feeds, group, of);
  await feeds.acknowledge(lease, entries);
  await feeds.release(lease);
}

async function leased(feeds: Feeds, group: string, of = partition): Promise<Lease> {
  const lease = await feeds.acquire(group, of, 'a', long);
  if (lease === null) throw new Error(`The group ${group} has its lease already.`);
  return lease;
}

function tailFrom(feeds: Feeds, after: string): AsyncIterator<readonly FeedEntry[]> {
  const start = Array.from({ length: feeds.partitions }, (_, of) => (of === partition ? after : beginning));
  return feeds.tail(start, AbortSignal.timeout(long))[Symbol.asyncIterator]();
}

async function firstOf(feeds: Feeds, after: string): Promise<readonly FeedEntry[]> {
  const { value } = await tailFrom(feeds, after).next();
  return value;
}
