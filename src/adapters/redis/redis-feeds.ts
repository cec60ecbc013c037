import type { Redis } from 'ioredis';
import type { FeedEntry, Feeds, FeedVector } from '../../ports/feeds.ts';
import { beginning } from '../../ports/position.ts';
import { createGuard } from './failures.ts';
import { createFeedDelivery } from './feed-delivery.ts';
import { createFeedLeases } from './feed-leases.ts';
import { createFeedReader, type FeedReader } from './feed-reader.ts';
import { tailFeeds } from './feed-tail.ts';
import { createKeys } from './keys.ts';
import { parseFeedEntries } from './replies.ts';

export interface RedisFeedsOptions {
  readonly redis: Redis;
  readonly partitions: number;
}

/** Feeds that wait on connections of their own, beside the client that they were given. */
export interface RedisFeeds extends Feeds {
  /** Ends those connections, with whatever waits on them. */
  close(): void;
}

export function createRedisFeeds({ redis, partitions }: RedisFeedsOptions): RedisFeeds {
  const guard = createGuard('message store');
  const keysOf = createKeys(partitions);
  const shared = { redis, keysOf, guard };
  const readers = new Set<FeedReader>();
  const numbers = Array.from({ length: partitions }, (_, partition) => partition);

  function openReader(): FeedReader {
    const reader = createFeedReader(shared);
    readers.add(reader);
    return reader;
  }

  async function* tail(after: FeedVector, signal: AbortSignal): AsyncGenerator<readonly FeedEntry[]> {
    if (signal.aborted) return;
    const reader = openReader();
    signal.addEventListener('abort', reader.close, { once: true });
    try {
      yield* tailFeeds({ reader, partitions, after, signal });
    } finally {
      signal.removeEventListener('abort', reader.close);
      reader.close();
      readers.delete(reader);
    }
  }

  return {
    partitions,
    heads: () => guard(() => Promise.all(numbers.map((partition) => headOf(redis, keysOf(partition).feed)))),
    read: (partition, after, limit) =>
      guard(async () => {
        const entries = await redis.xrange(keysOf(partition).feed, `(${after}`, '+', 'COUNT', limit);
        return parseFeedEntries(partition, entries);
      }),
    tail,
    ...createFeedLeases(shared),
    ...createFeedDelivery({ ...shared, openReader }),
    applied: (group) =>
      guard(() =>
        Promise.all(
          numbers.map(async (partition) => (await redis.get(keysOf(partition).applied(group))) ?? beginning),
        ),
      ),
    close: () => {
      for (const reader of readers) reader.close();
    },
  };
}

async function headOf(redis: Redis, feed: string): Promise<string> {
  const [last] = await redis.xrevrange(feed, '+', '-', 'COUNT', 1);
  return last?.[0] ?? beginning;
}
