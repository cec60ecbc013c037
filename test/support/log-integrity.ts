import { expect } from 'vitest';
import type { FeedEntry, Feeds } from '../../src/ports/feeds.ts';
import type { MessageStore, UserId } from '../../src/ports/message-store.ts';
import { partitionOf } from '../../src/ports/partitions.ts';
import { beginning } from '../../src/ports/position.ts';
import type { Calls } from './callers.ts';
import { streamOf } from './streams.ts';

/** Expects that every event that was acknowledged is in its stream. */
export async function expectNothingLost(store: MessageStore, { acknowledged }: Calls): Promise<void> {
  for (const [userId, ids] of acknowledged) {
    const stored = new Set((await streamOf(store, userId)).map(({ eventId }) => eventId));
    expect(ids.filter((id) => !stored.has(id))).toEqual([]);
  }
}

/** Expects streams without a gap or an event that is there twice, and feeds that refer to each event once, in order. */
export async function expectIntactLog(
  { store, feeds }: { readonly store: MessageStore; readonly feeds: Feeds },
  { acknowledged }: Calls,
): Promise<void> {
  for (const userId of acknowledged.keys()) {
    const events = await streamOf(store, userId);
    const versions = events.map((_, index) => index + 1);
    expect(events.map(({ version }) => version)).toEqual(versions);
    expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(events.length);
    expect(await referredTo(feeds, userId)).toEqual(versions);
  }
}

/** Expects that a reader was given each user's events in order, whatever it was given again. */
export async function expectGivenInOrder(
  store: MessageStore,
  { acknowledged }: Calls,
  given: readonly FeedEntry[],
): Promise<void> {
  for (const userId of acknowledged.keys()) {
    const versions = (await streamOf(store, userId)).map(({ version }) => version);
    const seen = new Set(given.filter((entry) => entry.userId === userId).map(({ version }) => version));
    expect([...seen]).toEqual(versions);
  }
}

async function referredTo(feeds: Feeds, userId: UserId): Promise<readonly number[]> {
  const versions: number[] = [];
  const partition = partitionOf(userId, feeds.partitions);
  for (let after = beginning; ; ) {
    const page = await feeds.read(partition, after, 1_000);
    versions.push(...page.filter((entry) => entry.userId === userId).map(({ version }) => version));
    after = page.at(-1)?.offset ?? after;
    if (page.length === 0) return versions;
  }
}
