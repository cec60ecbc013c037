import { expect, test } from 'vitest';
import { FeedTrimmed, LeaseLost } from '../../src/ports/errors.ts';
import type { FeedEntry } from '../../src/ports/feeds.ts';
import { beginning } from '../../src/ports/position.ts';
import { appended } from '../support/appends.ts';
import { twoProcesses } from '../support/groups.ts';
import type { OpenWriteSide } from '../support/opened.ts';
import { acknowledged, groups, later, leased, withEntries } from '../support/trimming.ts';
import { waitFor } from '../support/wait-for.ts';

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
    await waitFor(() => expect(Date.now()).toBeGreaterThan(newest));
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

  test('nothing more for a group that skips what is gone', async () => {
    const { store, feeds, entries } = await withEntries(open, 3);
    for (const group of groups) await acknowledged(feeds, group, entries.slice(0, 2));
    await feeds.trim(0, groups, later);
    const lease = await leased(feeds, 'late');

    await feeds.skipTrimmed(lease);

    expect(await feeds.next([lease], 10, 10)).toEqual(entries.slice(2));
    await feeds.acknowledge(lease, entries);
    // Of what it acknowledged nothing comes again.
    await feeds.skipTrimmed(lease);
    const came = await appended(store, 0, 1);
    expect(await feeds.next([lease], 10, 10)).toEqual(came);
  });
}

/** What skipping does where nothing is gone. */
export function skipping(open: OpenWriteSide): void {
  test('nothing for a group that skips', async () => {
    const { feeds, entries } = await withEntries(open, 2);
    const lease = await leased(feeds, 'late');
    await feeds.skipTrimmed(lease);
    expect(await feeds.next([lease], 10, 10)).toEqual(entries);
  });

  test('nothing for a former owner, who is told so', async () => {
    const { feeds } = await withEntries(open, 1);
    const lease = await leased(feeds, 'late');
    await feeds.release(lease);
    await expect(feeds.skipTrimmed(lease)).rejects.toThrow(LeaseLost);
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

function timeOf(entry: FeedEntry | undefined): number {
  return Number(entry?.offset.split('-')[0]);
}
