import type { Kysely } from 'kysely';
import { Unavailable } from '../../../ports/errors.ts';
import type { FeedEntry, Feeds, FeedVector } from '../../../ports/feeds.ts';
import { beginning } from '../../../ports/position.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import type { Arrivals } from './arrivals.ts';
import { createDelivery } from './delivery.ts';
import { readLag } from './feed-lag.ts';
import { createFeedLeases } from './feed-leases.ts';
import { createFeedMembers } from './feed-members.ts';
import { createFeedParking } from './feed-parking.ts';
import { readEntries, readHeads } from './feed-queries.ts';
import { toOffset, toOffsetNumber } from './offsets.ts';

export interface RelationalFeedsOptions {
  readonly database: RelationalDatabase;
  readonly partitions: number;
  readonly arrivals: Arrivals;
}

const tailLimit = 500;

export function createRelationalFeeds(options: RelationalFeedsOptions): Feeds {
  const { database, partitions, arrivals } = options;
  const { db, dialect } = database;
  const guard = createGuard('message store', dialect.classify, { resends: true });
  const deliver = createDelivery(db);
  return {
    partitions,
    heads: () => guard(async () => (await readHeads(db, partitions)).map(toOffset)),
    read: (partition, after, limit) =>
      guard(() => readEntries(db, { partition, after: toOffsetNumber(after), limit })),
    tail: (after, signal) => tail(options, after, signal),
    ...createFeedMembers(database, guard),
    ...createFeedLeases({ database, guard, partitions }),
    lag: (group) => readLag({ db, guard }, group),
    ...createFeedParking(database),
    // The events themselves are the feed.
    trim: async () => {},
    next: async (held, limit, milliseconds) => {
      const end = performance.now() + milliseconds;
      for (;;) {
        const seen = arrivals.count();
        const entries = await guard(() => deliver(held, limit));
        const left = end - performance.now();
        if (entries.length > 0 || left <= 0) return entries;
        await arrivals.waitPast(seen, Math.min(left, dialect.pollMilliseconds));
      }
    },
  };
}

async function* tail(
  { database, partitions, arrivals }: RelationalFeedsOptions,
  after: FeedVector,
  signal: AbortSignal,
): AsyncGenerator<readonly FeedEntry[]> {
  const { db, dialect } = database;
  const guard = createGuard('message store', dialect.classify, { resends: true });
  const reached = Array.from({ length: partitions }, (_, i) => toOffsetNumber(after[i] ?? beginning));
  while (!signal.aborted) {
    const seen = arrivals.count();
    const entries = await emptyWhileUnavailable(() => guard(() => readBehind(db, reached)));
    if (entries.length === 0) await arrivals.waitPast(seen, dialect.pollMilliseconds, signal);
    for (const { partition, offset } of entries) reached[partition] = toOffsetNumber(offset);
    if (entries.length > 0 && !signal.aborted) yield entries;
  }
}

async function readBehind(db: Kysely<Tables>, reached: readonly number[]): Promise<readonly FeedEntry[]> {
  const heads = await readHeads(db, reached.length);
  const entries: FeedEntry[] = [];
  for (const [partition, after] of reached.entries()) {
    if ((heads[partition] ?? 0) <= after) continue;
    entries.push(...(await readEntries(db, { partition, after, limit: tailLimit })));
  }
  return entries;
}

/** A tail outlives a failure of the server: it looks again after the usual wait. */
async function emptyWhileUnavailable(
  work: () => Promise<readonly FeedEntry[]>,
): Promise<readonly FeedEntry[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Unavailable) return [];
    throw error;
  }
}
