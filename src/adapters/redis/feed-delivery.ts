import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import { beginning, compareOffsets, type Offset, type Position } from '../../ports/position.ts';
import { leaseValue } from './feed-leases.ts';
import type { FeedReader, FeedReaderOptions } from './feed-reader.ts';
import { parseFeedEntries, parseList, parseStreamEntry, parseText } from './replies.ts';
import { createScript } from './script.ts';

interface Delivery {
  readonly lease: Lease;
  readonly entries: readonly FeedEntry[];
  /** The last entry that this lease is given with these. */
  readonly given: Offset;
  /** Behind it stands what this lease was not given yet. */
  readonly position: Position;
}

/**
 * Deliveries are made by a script that knows the holder of the lease, and a blocking read of the feeds only
 * tells when to ask for the next one: so neither a lost reply nor a former owner's read can lose an entry.
 */
export function createFeedDelivery({
  redis,
  keysOf,
  guard,
  openReader,
}: FeedReaderOptions & { readonly openReader: () => FeedReader }): Pick<Feeds, 'next'> {
  const take = createScript(redis, 'take');
  const given = new Map<string, { readonly fence: number; readonly offset: Offset }>();
  const readers = new Map<string, FeedReader>();

  async function deliver(lease: Lease, limit: number): Promise<Delivery | null> {
    const { group, partition, fence } = lease;
    const keys = keysOf(partition);
    const known = given.get(nameOf(lease));
    const after = known?.fence === fence ? known.offset : beginning;
    const reply = await guard(() =>
      take([keys.lease(group), keys.feed, keys.applied(group)], [group, leaseValue(lease), after, limit]),
    );
    if (reply === null) return null;
    const [applied, list] = parseList(reply);
    const last = parseList(list).at(-1);
    const offset = last === undefined ? after : parseStreamEntry(last).id;
    return {
      lease,
      given: offset,
      entries: parseFeedEntries(partition, list),
      position: { partition, offset: latest(offset, parseText(applied)) },
    };
  }

  async function waitFor(group: string, after: readonly Position[], milliseconds: number): Promise<void> {
    if (after.length === 0) return delay(milliseconds);
    const reader = readers.get(group) ?? openReader();
    readers.set(group, reader);
    await reader.read(after, 1, milliseconds);
  }

  return {
    next: async (leases, limit, milliseconds) => {
      const end = performance.now() + milliseconds;
      for (;;) {
        const deliveries = await Promise.all(leases.map((lease) => deliver(lease, limit)));
        const held = deliveries.filter((delivery) => delivery !== null);
        // Only once nothing can fail any more: what a call that rejects was given is pending, and given again.
        for (const { lease, given: offset } of held) given.set(nameOf(lease), { fence: lease.fence, offset });
        const entries = held.flatMap((delivery) => delivery.entries);
        const left = end - performance.now();
        if (entries.length > 0 || left <= 0) return entries;
        const positions = held.map(({ position }) => position);
        await waitFor(leases[0]?.group ?? '', positions, left);
      }
    },
  };
}

function nameOf({ group, partition }: Lease): string {
  return `${partition} ${group}`;
}

function latest(a: Offset, b: Offset): Offset {
  return compareOffsets(a, b) < 0 ? b : a;
}
