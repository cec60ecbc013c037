import { expect, test } from 'vitest';
import type { FeedEntry, Feeds, PartitionLag } from '../../src/ports/feeds.ts';
import type { MessageStore } from '../../src/ports/message-store.ts';
import { beginning } from '../../src/ports/position.ts';
import { append } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent, newMetadata } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { group, held } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { acknowledged, groups, later } from '../support/trimming.ts';

/** How far groups are behind. */
export function lagging(open: OpenWriteSide): void {
  test('by nothing where nothing was appended', async () => {
    const { feeds } = await preparedWriteSide(open);

    expect(await feeds.lag(group)).toEqual([0, 1, 2, 3].map(upToDate));
  });

  test('by everything, since the first append, while they were given nothing yet', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const [first] = await appendedNow(store, [2, 1, 3]);

    expect(await feeds.lag(group)).toEqual([
      { ...upToDate(0), events: 6, waitingSince: timeOf(first) },
      ...[1, 2, 3].map(upToDate),
    ]);
  });

  test('by what they have not acknowledged, given to them or not', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const [one, two, three] = await appendedNow(store, [1, 2, 4, 8]);
    const lease = await held(feeds, 0);
    const given = await feeds.next([lease], 3, 1_000);

    await feeds.acknowledge(lease, given.slice(0, 1));
    expect(await lagOf(feeds)).toEqual(behind({ applied: one, events: 14, since: two }));

    await feeds.acknowledge(lease, given.slice(0, 2));
    expect(await lagOf(feeds)).toEqual(behind({ applied: two, events: 12, since: three }));
    expect(await lagOf(feeds, 'events')).toMatchObject({ applied: beginning, events: 15 });
  });

  test('by nothing once they have acknowledged everything, and by what comes then', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const entries = await appendedNow(store, [1, 2]);
    await acknowledged(feeds, group, entries);
    const last = entries.at(-1);

    expect(await lagOf(feeds)).toEqual(behind({ applied: last, events: 0 }));

    const [next] = await appendedNow(store, [5]);
    expect(await lagOf(feeds)).toEqual(behind({ applied: last, events: 5, since: next }));
  });

  test('by what is left of a feed that was trimmed', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const entries = await appendedNow(store, [1, 2, 4]);
    for (const name of groups) await acknowledged(feeds, name, entries.slice(0, 2));
    await feeds.trim(0, groups, later);

    expect(await lagOf(feeds)).toMatchObject({ applied: entries[1]?.offset, events: 4 });

    for (const name of groups) await acknowledged(feeds, name, entries);
    await feeds.trim(0, groups, later);
    expect(await lagOf(feeds)).toMatchObject({ events: 0, waitingSince: null });
  });

  test('by about as many events as there are, when these are more than are counted', async () => {
    const { store, feeds } = await preparedWriteSide(open, { partitions: 1 });
    const entries = await appendedNow(
      store,
      Array.from({ length: 60 }, () => 256),
    );
    const lease = await held(feeds, 0);
    await feeds.next([lease], 1, 1_000);
    await feeds.acknowledge(lease, entries.slice(0, 1));

    const [lag] = await feeds.lag(group);

    const exact = 59 * 256;
    expect(Math.abs((lag?.events ?? 0) - exact) / exact).toBeLessThan(0.1);
    expect(lag).toEqual(behind({ applied: entries[0], events: lag?.events ?? 0, since: entries[1] }));
  });
}

interface Appended extends FeedEntry {
  readonly at: number;
}

/** Appends of so many events each, which happen now, in partition 0. */
async function appendedNow(store: MessageStore, counts: readonly number[]): Promise<readonly Appended[]> {
  const entries: Appended[] = [];
  for (const count of counts) {
    const [at, metadata] = [Date.now(), newMetadata()];
    const events = Array.from({ length: count }, () => newEvent({ at, metadata }));
    const userId = newUserId(0, store.partitions);
    entries.push({ ...(await append(store, appendRequest({ userId, events }))), at });
  }
  return entries;
}

async function lagOf(feeds: Feeds, of = group): Promise<PartitionLag | undefined> {
  return (await feeds.lag(of))[0];
}

function upToDate(partition: number): PartitionLag {
  return { partition, applied: beginning, appliedAt: null, events: 0, waitingSince: null };
}

function behind({
  applied,
  events,
  since,
}: {
  readonly applied: Appended | undefined;
  readonly events: number;
  readonly since?: Appended | undefined;
}) {
  return {
    partition: 0,
    applied: applied?.offset,
    appliedAt: timeOf(applied),
    events,
    waitingSince: timeOf(since),
  };
}

/** Some feeds know when something was appended, and others when it happened. */
function timeOf(entry: Appended | undefined) {
  return entry === undefined ? null : expect.closeTo(entry.at, -4);
}
