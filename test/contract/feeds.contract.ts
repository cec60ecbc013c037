import { describe, expect, test } from 'vitest';
import type { FeedEntry } from '../../src/ports/feeds.ts';
import { beginning, compareOffsets } from '../../src/ports/position.ts';
import { append, appended } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { acknowledging, delivering } from './feeds-delivery.ts';
import { lagging } from './feeds-lag.ts';
import { leasing } from './feeds-leases.ts';
import { joining } from './feeds-members.ts';
import { parking } from './feeds-parking.ts';
import { tailing } from './feeds-tail.ts';
import { keeping, removing, skipping } from './feeds-trimmed.ts';
import { trimming } from './feeds-trimming.ts';

export interface FeedsContractOptions {
  /** Whether the feed can be trimmed, because it is more than the events themselves. */
  readonly trims?: boolean;
}

/** What every adapter's feeds have to do. Call it once for each adapter. */
export function feedsContract(
  name: string,
  open: OpenWriteSide,
  { trims = false }: FeedsContractOptions = {},
): void {
  describe(`the feeds on ${name}`, () => {
    describe('read', () => reading(open));
    describe('tail', () => tailing(open));
    describe('lease', () => leasing(open));
    describe('give', () => delivering(open));
    describe('record', () => acknowledging(open));
    describe('count as members', () => joining(open));
    describe('tell that groups are behind', () => lagging(open));
    describe('set aside', () => parking(open));
    describe('lose by trimming', () => {
      trimming(open);
      skipping(open);
      if (trims) removing(open);
      else keeping(open);
    });
  });
}

function reading(open: OpenWriteSide): void {
  test('nothing from an empty store', async () => {
    const { feeds } = await preparedWriteSide(open);

    expect(await feeds.heads()).toEqual([beginning, beginning, beginning, beginning]);
    expect(await feeds.read(0, beginning, 10)).toEqual([]);
  });

  test('a reference to every append at its position, in order', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const userId = newUserId(1);
    const requests = [
      appendRequest({ userId, events: newEvents(2) }),
      appendRequest({ userId: newUserId(1) }),
      appendRequest({ userId, expectedVersion: 2, events: newEvents(3) }),
    ];
    const entries: FeedEntry[] = [];
    for (const request of requests) entries.push(await append(store, request));
    await append(store, appendRequest({ userId: newUserId(2) }));

    expect(await feeds.read(1, beginning, 10)).toEqual(entries);

    expect(entries.map(({ version, count }) => [version, count])).toEqual([
      [2, 2],
      [1, 1],
      [5, 3],
    ]);
    const offsets = entries.map(({ offset }) => offset);
    expect(offsets.toSorted(compareOffsets)).toEqual(offsets);
    expect(new Set(offsets).size).toBe(3);
  });

  test('what stands behind an offset, at most as much as asked for', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const entries = await appended(store, 0, 4);

    expect(await feeds.read(0, entries[0]?.offset ?? '', 2)).toEqual(entries.slice(1, 3));
    expect(await feeds.read(0, entries[3]?.offset ?? '', 2)).toEqual([]);
  });

  test('where each partition ends', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const [, last] = await appended(store, 3, 2);

    expect(await feeds.heads()).toEqual([beginning, beginning, beginning, last?.offset]);
  });
}
