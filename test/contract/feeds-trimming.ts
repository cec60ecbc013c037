import { expect, test, vi } from 'vitest';
import { FeedTrimmed } from '../../src/ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../src/ports/feeds.ts';
import { beginning, compareOffsets } from '../../src/ports/position.ts';
import { append, appended } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { gathered, long, twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide, type WriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

const groups = ['users', 'events'];
const later = Date.now() + 86_400_000;

/** What trimming leaves alone, in every feed. */
export function trimming(open: OpenWriteSide): void {
  test('nothing of which a group has acknowledged nothing', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    await acknowledged(feeds, 'users', entries);

    await feeds.trim(0, groups, later);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });

  test('nothing that another group, which is not named, was given and has not acknowledged', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    await acknowledged(feeds, 'users', entries);
    const lease = await leased(feeds, 'others');
    await feeds.next([lease], 10, 1_000);

    await feeds.trim(0, ['users'], later);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });

  test('nothing that is as young as the given time, or younger', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    for (const group of groups) await acknowledged(feeds, group, entries);

    await feeds.trim(0, groups, 0);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });

  test('nothing of other partitions', async () => {
    const { store, feeds, entries } = await withEntries(open, 2);
    const others = await appended(store, 1, 2);
    for (const group of groups) await acknowledged(feeds, group, entries);

    await feeds.trim(0, groups, later);

    expect(await feeds.read(1, beginning, 10)).toEqual(others);
  });

  test('no events', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const request = appendRequest({ userId: newUserId(0) });
    const entry = await append(store, request);
    for (const group of groups) await acknowledged(feeds, group, [entry]);

    await feeds.trim(0, groups, later);

    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
    expect(await store.append(request)).toMatchObject({ kind: 'duplicate', version: 1 });
  });

  test('not the place of the next entry', async () => {
    const { store, feeds, entries } = await withEntries(open, 2);
    for (const group of groups) await acknowledged(feeds, group, entries);
    const heads = await feeds.heads();

    await feeds.trim(0, groups, later);

    expect(await feeds.heads()).toEqual(heads);
    expect(await feeds.applied('users')).toEqual(heads);
    const [next] = await appended(store, 0, 1);
    expect(compareOffsets(next?.offset ?? '', heads[0] ?? '')).toBeGreaterThan(0);
    expect(await feeds.read(0, heads[0] ?? '', 10)).toEqual([next]);
  });

  test('no entry that is still to be delivered', async () => {
    const { first, second } = await twoProcesses(open);
    const entries = await appended(first.store, 0, 4);
    await acknowledged(first.feeds, 'events', entries);
    const lease = await leased(first.feeds, 'users');
    await first.feeds.next([lease], 3, 1_000);
    await first.feeds.acknowledge(lease, entries.slice(0, 1));

    await second.feeds.trim(0, groups, later);

    expect(await first.feeds.next([lease], 10, 1_000)).toEqual(entries.slice(3));
    await first.feeds.release(lease);
    const next = await leased(second.feeds, 'users');
    const came = await appended(second.store, 0, 1);
    expect(await gathered(second.feeds, [next], 4)).toEqual([...entries.slice(1), ...came]);
  });
}

/** What trimming removes, where the feed is more than the events themselves. */
export function removing(open: OpenWriteSide): void {
  test('what every group has acknowledged, for every reader', async () => {
    const { first, second } = await twoProcesses(open);
    const entries = await appended(first.store, 0, 4);
    const [one, two] = entries;
    await acknowledged(first.feeds, 'users', entries.slice(0, 3));
    await acknowledged(first.feeds, 'events', entries.slice(0, 2));

    await second.feeds.trim(0, groups, later);

    expect(await first.feeds.read(0, two?.offset ?? '', 10)).toEqual(entries.slice(2));
    for (const missed of [beginning, one?.offset ?? '']) {
      await expect(first.feeds.read(0, missed, 10)).rejects.toThrow(FeedTrimmed);
    }
  });

  test('more with every acknowledgement, up to the last entry', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    const last = entries.at(-1)?.offset ?? '';
    for (const group of groups) await acknowledged(feeds, group, entries.slice(0, 1));
    await feeds.trim(0, groups, later);
    for (const group of groups) await acknowledged(feeds, group, entries);

    await feeds.trim(0, groups, later);
    await feeds.trim(0, groups, later);

    await expect(feeds.read(0, entries[1]?.offset ?? '', 10)).rejects.toThrow(FeedTrimmed);
    expect(await feeds.read(0, last, 10)).toEqual([]);
  });

  test('only what is older than the given time', async () => {
    const { store, feeds, entries } = await withEntries(open, 2);
    const newest = Math.max(...entries.map(timeOf));
    await vi.waitFor(() => expect(Date.now()).toBeGreaterThan(newest));
    const young = await appended(store, 0, 2);
    for (const group of groups) await acknowledged(feeds, group, [...entries, ...young]);

    await feeds.trim(0, groups, timeOf(young[0]));

    expect(await feeds.read(0, entries[1]?.offset ?? '', 10)).toEqual(young);
    await expect(feeds.read(0, beginning, 10)).rejects.toThrow(FeedTrimmed);
  });

  test('nothing silently from a tail', async () => {
    const { store, feeds, entries } = await withEntries(open, 2);
    const heads = await feeds.heads();
    for (const group of groups) await acknowledged(feeds, group, entries);
    await feeds.trim(0, groups, later);
    const stop = new AbortController();
    const start = Array.from({ length: feeds.partitions }, () => beginning);

    const late = feeds.tail(start, stop.signal)[Symbol.asyncIterator]();
    await expect(late.next()).rejects.toThrow(FeedTrimmed);

    const punctual = feeds.tail(heads, stop.signal)[Symbol.asyncIterator]();
    const came = await appended(store, 0, 1);
    expect(await punctual.next()).toEqual({ done: false, value: came });
    stop.abort();
    await punctual.next();
  });

  test('nothing silently from a group that begins later', async () => {
    const { feeds, entries } = await withEntries(open, 2);
    for (const group of groups) await acknowledged(feeds, group, entries.slice(0, 1));
    await feeds.trim(0, groups, later);

    const lease = await leased(feeds, 'late');

    await expect(feeds.next([lease], 10, 10)).rejects.toThrow(FeedTrimmed);
  });
}

/** What trimming does where the events themselves are the feed. */
export function keeping(open: OpenWriteSide): void {
  test('nothing that is the events themselves', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    for (const group of groups) await acknowledged(feeds, group, entries);

    await feeds.trim(0, groups, later);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });
}

async function withEntries(
  open: OpenWriteSide,
  count: number,
): Promise<WriteSide & { readonly entries: readonly FeedEntry[] }> {
  const side = await preparedWriteSide(open);
  return { ...side, entries: await appended(side.store, 0, count) };
}

/** Lets a group take everything of partition 0 and acknowledge these entries. */
async function acknowledged(feeds: Feeds, group: string, entries: readonly FeedEntry[]): Promise<void> {
  const lease = await leased(feeds, group);
  await feeds.next([lease], 100, 0);
  await feeds.acknowledge(lease, entries);
  await feeds.release(lease);
}

async function leased(feeds: Feeds, group: string): Promise<Lease> {
  const lease = await feeds.acquire(group, 0, 'a', long);
  if (lease === null) throw new Error(`The group ${group} has its lease already.`);
  return lease;
}

function timeOf(entry: FeedEntry | undefined): number {
  return Number(entry?.offset.split('-')[0]);
}
