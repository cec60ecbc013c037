import { setTimeout as delay } from 'node:timers/promises';
import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import { compareOffsets, type Offset } from '../../ports/position.ts';
import { type FeedParts, leaseValue } from './feed-leases.ts';
import { createProgressBook, type Progress } from './feed-progress.ts';
import type { FeedReader } from './feed-reader.ts';
import { feedTrimmed } from './feed-trimming.ts';
import { parseFeedEntries, parseList, parseStreamEntry, parseText } from './replies.ts';
import { createScript, repliesAsBytes } from './script.ts';

interface Delivery {
  readonly lease: Lease;
  readonly entries: readonly FeedEntry[];
  readonly reached: Progress;
}

/**
 * Deliveries are made by a script that knows the holder of the lease, and a reader of the feeds only
 * tells when to ask for the next one, and of which partitions: so neither a lost reply nor a former owner's
 * read can lose an entry, and partitions without news cost nothing.
 */
export function createFeedDelivery({
  redis,
  keysOf,
  guard,
  openReader,
}: FeedParts & { readonly openReader: () => FeedReader }): Pick<Feeds, 'next'> {
  const deliver = createDelivery({ redis, keysOf, guard });
  const progress = createProgressBook();
  const readers = new Map<string, FeedReader>();

  async function takeNews(leases: readonly Lease[], limit: number): Promise<readonly FeedEntry[]> {
    const unread = leases
      .map((lease) => ({ lease, ...progress.of(lease) }))
      .filter(({ end }) => end === null);
    const deliveries = await Promise.all(unread.map(({ lease, given }) => deliver(lease, given, limit)));
    const held = deliveries.filter((delivery) => delivery !== null);
    // Only once nothing can fail any more: what a call that rejects was given is pending, and given again.
    for (const { lease, reached } of held) progress.note(lease, reached);
    return held.flatMap(({ entries }) => entries);
  }

  /** Waits until one of the partitions has news, and notes which. */
  async function awaitNews(leases: readonly Lease[], milliseconds: number): Promise<void> {
    const ends = leases.flatMap((lease) => {
      const { end } = progress.of(lease);
      return end === null ? [] : [{ lease, partition: lease.partition, offset: end }];
    });
    const [first] = ends;
    if (first === undefined) return delay(milliseconds);
    const { group } = first.lease;
    const reader = readers.get(group) ?? openReader();
    readers.set(group, reader);
    const news = new Set((await reader.read(ends, 1, milliseconds)).map(({ partition }) => partition));
    for (const { lease } of ends.filter(({ partition }) => news.has(partition))) {
      progress.note(lease, { ...progress.of(lease), end: null });
    }
  }

  return {
    next: async (leases, limit, milliseconds) => {
      const end = performance.now() + milliseconds;
      for (;;) {
        const entries = await takeNews(leases, limit);
        const left = end - performance.now();
        if (entries.length > 0 || left <= 0) return entries;
        await awaitNews(leases, left);
      }
    },
  };
}

type Deliver = (lease: Lease, given: Offset, limit: number) => Promise<Delivery | null>;

/**
 * Takes what stands behind the last entry that a lease was given; nothing for a lease that is lost.
 * @throws FeedTrimmed
 */
function createDelivery({ redis, keysOf, guard }: FeedParts): Deliver {
  const take = createScript(redis, 'take', repliesAsBytes);
  return async (lease, given, limit) => {
    const { group, partition, fence } = lease;
    const keys = keysOf(partition);
    const reply = await guard(() =>
      take(
        [keys.lease(group), keys.feed, keys.applied(group), keys.trimmed],
        [group, leaseValue(lease), given, limit],
      ),
    );
    if (reply === null) return null;
    if (!Array.isArray(reply)) throw feedTrimmed(partition);
    const [applied, list] = parseList(reply);
    const entries = parseFeedEntries(partition, list);
    const last = parseList(list).at(-1);
    const reached =
      last === undefined
        ? { fence, given, end: latest(given, parseText(applied)) }
        : { fence, given: parseStreamEntry(last).id, end: null };
    return { lease, entries, reached };
  };
}

function latest(a: Offset, b: Offset): Offset {
  return compareOffsets(a, b) < 0 ? b : a;
}
