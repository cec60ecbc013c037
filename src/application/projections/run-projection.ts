import { FeedTrimmed } from '../../ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import type { Clock, Delay } from '../environment.ts';
import type { Log } from '../log.ts';
import { applyDelivery, type BatchReport, type Run, unlessLost } from './apply-delivery.ts';
import { createBatchSize } from './batch-size.ts';
import { createLeaseKeeper } from './lease-keeper.ts';
import { createParking } from './parking.ts';
import type { Projection } from './projection.ts';
import { makeRetry } from './retrying.ts';
import { type Trimming, trimFeeds } from './trim-feeds.ts';

const waitForEntries = 500;
const waitForLeases = 100;

export type ObserveBatch = (report: BatchReport) => void;

export interface ProjectionDeps {
  readonly feeds: Feeds;
  /** Names this process among the owners of leases. */
  readonly owner: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly delay: Delay;
  /** To look after the feeds as well. */
  readonly trimming?: Trimming;
  /** Told of every attempt to apply a batch. */
  readonly observeBatch?: ObserveBatch;
}

/**
 * Runs a projection until the signal aborts: takes a fair share of the partitions, reads what was not
 * acknowledged and then what is new, applies it, and acknowledges only then. A batch that fails is tried again
 * with growing pauses for as long as the lease holds; nothing behind it overtakes. Batches grow while there is more to do than
 * they take, and shrink when the view has trouble with them. Whoever has an event that cannot be applied is set aside, and
 * tried again by the next owner of the partition, or when somebody asks for it.
 */
export async function runProjection(
  deps: ProjectionDeps,
  projection: Projection,
  signal: AbortSignal,
): Promise<void> {
  const { feeds, clock, delay, observeBatch = () => undefined } = deps;
  const keeper = createLeaseKeeper({ ...deps, group: projection.name });
  const parking = createParking(deps, projection);
  const retry = makeRetry(deps, projection.name, signal);
  const batchSize = createBatchSize();
  const run: Run = { feeds, clock, observeBatch, projection, keeper, parking, batchSize, retry, signal };
  // Leases are kept to the end of the last batch, and given back then.
  const keeping = new AbortController();
  const kept = Promise.all([
    keeper.run(keeping.signal),
    deps.trimming && trimFeeds({ ...deps, ...deps.trimming, leases: keeper.leases }, signal),
  ]);
  while (!signal.aborted) {
    await retry(() => runOnce(feeds, delay, run));
  }
  keeping.abort();
  await kept;
}

async function runOnce(feeds: Feeds, delay: Delay, run: Run): Promise<void> {
  const { keeper, parking, batchSize, signal } = run;
  await keeper.giveBack();
  const leases = keeper.leases();
  if (leases.length === 0) return delay(waitForLeases, signal);
  for (const lease of leases) await unlessLost(keeper, lease, () => parking.admit(lease));
  const limit = Math.max(1, Math.floor(batchSize.entries() / leases.length));
  const entries = await feeds
    .next(leases, limit, waitForEntries)
    .catch((error: unknown) => beginLater(feeds, run, { leases, error }));
  await applyDelivery(run, { leases, entries, isFull: isFull(entries, limit) });
}

/** Lets a projection that can do without them begin behind the entries that are gone. */
async function beginLater(
  feeds: Pick<Feeds, 'skipTrimmed'>,
  { projection, keeper }: Run,
  { leases, error }: { readonly leases: readonly Lease[]; readonly error: unknown },
): Promise<readonly FeedEntry[]> {
  if (!(error instanceof FeedTrimmed && projection.skipsTrimmed)) throw error;
  for (const lease of leases) await unlessLost(keeper, lease, () => feeds.skipTrimmed(lease));
  return [];
}

/** Whether there may be more in one of the partitions. */
function isFull(entries: readonly FeedEntry[], limit: number): boolean {
  const counts = new Map<number, number>();
  for (const { partition } of entries) counts.set(partition, (counts.get(partition) ?? 0) + 1);
  return Math.max(0, ...counts.values()) >= limit;
}
