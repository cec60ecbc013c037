import { Redis } from 'ioredis';
import type { FeedEntry, Feeds, FeedVector } from '../../ports/feeds.ts';
import { createBlockingReader } from './blocking-feed-reader.ts';
import { createGuard } from './failures.ts';
import { createFeedAcknowledgement } from './feed-acknowledgement.ts';
import { createFeedDelivery } from './feed-delivery.ts';
import { createFeedLag } from './feed-lag.ts';
import { createFeedLeases, type FeedParts } from './feed-leases.ts';
import { createFeedLookups } from './feed-lookups.ts';
import { createFeedMembers } from './feed-members.ts';
import { createFeedParking } from './feed-parking.ts';
import type { FeedReader } from './feed-reader.ts';
import { tailFeeds } from './feed-tail.ts';
import { createFeedTrimming, createTrimCheck } from './feed-trimming.ts';
import { createKeys } from './keys.ts';
import { createPatientGuard } from './patient-guard.ts';
import { createPollingReader } from './polling-feed-reader.ts';
import type { RedisClient } from './redis-client.ts';

export interface RedisFeedsOptions {
  readonly redis: RedisClient;
  readonly partitions: number;
}

/** Feeds that wait beside the client that they were given. */
export interface RedisFeeds extends Feeds {
  /** Ends what waits. */
  close(): void;
}

export function createRedisFeeds({ redis, partitions }: RedisFeedsOptions): RedisFeeds {
  const keysOf = createKeys(partitions);
  // Whoever keeps leases or waits for entries does so again and again: a master that is away must not hold up
  // what concerns the others.
  const impatient: FeedParts = { redis, keysOf, guard: createGuard('message store') };
  const patient: FeedParts = { ...impatient, guard: createPatientGuard('message store', redis) };
  const readers = createReaders(impatient);
  const assertUntrimmed = createTrimCheck(impatient);

  async function* tail(after: FeedVector, signal: AbortSignal): AsyncGenerator<readonly FeedEntry[]> {
    if (signal.aborted) return;
    const reader = readers.open();
    signal.addEventListener('abort', reader.close, { once: true });
    try {
      yield* tailFeeds({ reader, assertUntrimmed, partitions, after, signal });
    } finally {
      signal.removeEventListener('abort', reader.close);
      readers.close(reader);
    }
  }

  return {
    partitions,
    ...createFeedLookups(patient, partitions),
    tail,
    ...createFeedMembers(impatient),
    ...createFeedLeases(impatient),
    ...createFeedDelivery({ ...impatient, openReader: readers.open }),
    ...createFeedAcknowledgement(patient),
    ...createFeedLag({ ...patient, partitions }),
    ...createFeedParking(patient),
    ...createFeedTrimming(patient),
    close: readers.closeAll,
  };
}

/** The readers that are open. */
function createReaders(parts: FeedParts) {
  const { redis } = parts;
  const readers = new Set<FeedReader>();
  return {
    open(): FeedReader {
      const reader = redis instanceof Redis ? createBlockingReader(redis, parts) : createPollingReader(parts);
      readers.add(reader);
      return reader;
    },
    close(reader: FeedReader): void {
      reader.close();
      readers.delete(reader);
    },
    closeAll(): void {
      for (const reader of readers) reader.close();
    },
  };
}
