import { LeaseLost } from '../../ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import { mapBounded } from '../bounded-map.ts';
import type { Clock, Delay } from '../environment.ts';
import type { Log } from '../log.ts';
import { createLeaseKeeper, type LeaseKeeper } from './lease-keeper.ts';
import { createParking, type Parking } from './parking.ts';
import type { Projection } from './projection.ts';
import { makeRetry, type Retry } from './retrying.ts';
import { type Trimming, trimFeeds } from './trim-feeds.ts';

/** How many entries are applied at once, from all partitions together. */
const batchSize = 500;
const waitForEntries = 500;
const waitForLeases = 100;

export interface ProjectionDeps {
  readonly feeds: Feeds;
  /** Names this process among the owners of leases. */
  readonly owner: string;
  readonly log: Log;
  readonly clock: Clock;
  readonly delay: Delay;
  /** To look after the feeds as well. */
  readonly trimming?: Trimming;
}

/**
 * Runs a projection until the signal aborts: takes a fair share of the partitions, reads what was not
 * acknowledged and then what is new, applies it, and acknowledges only then. A batch that fails is tried again
 * with growing pauses for as long as the lease holds; nothing behind it overtakes. Whoever has an event that
 * cannot be applied is set aside, and tried again by the next owner of the partition.
 */
export async function runProjection(
  deps: ProjectionDeps,
  projection: Projection,
  signal: AbortSignal,
): Promise<void> {
  const keeper = createLeaseKeeper({ ...deps, group: projection.name });
  const parking = createParking(deps, projection);
  const retry = makeRetry(deps, projection.name, signal);
  // Leases are kept to the end of the last batch, and given back then.
  const keeping = new AbortController();
  const kept = Promise.all([
    keeper.run(keeping.signal),
    deps.trimming && trimFeeds({ ...deps, ...deps.trimming, leases: keeper.leases }, signal),
  ]);
  while (!signal.aborted) {
    await retry(() => runOnce(deps, { projection, keeper, parking, retry, signal }));
  }
  keeping.abort();
  await kept;
}

interface Run {
  readonly projection: Projection;
  readonly keeper: LeaseKeeper;
  readonly parking: Parking;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

async function runOnce({ feeds, delay }: ProjectionDeps, run: Run): Promise<void> {
  const { keeper, parking, retry, signal } = run;
  await keeper.giveBack();
  const leases = keeper.leases();
  if (leases.length === 0) return delay(waitForLeases, signal);
  for (const lease of leases) await unlessLost(keeper, lease, () => parking.admit(lease));
  const entries = await feeds.next(leases, Math.ceil(batchSize / leases.length), waitForEntries);
  if (entries.length === 0) return;
  let applied: readonly Batch[] = [];
  await retry(async () => {
    // Between two attempts nothing is being applied either.
    await keeper.giveBack();
    // Of a lease that is not held any more, the next owner is given the same entries.
    const batches = batchesOf(leases, entries).filter(({ lease }) => keeper.holds(lease));
    await apply(run, batches);
    applied = batches;
  });
  // Not left to the next round: what was delivered once is not delivered again within a lease.
  await retry(async () => {
    await mapBounded(applied, (batch) =>
      unlessLost(keeper, batch.lease, () => feeds.acknowledge(batch.lease, batch.entries)),
    );
  });
}

/** The entries of one partition, in order. */
interface Batch {
  readonly lease: Lease;
  readonly entries: readonly FeedEntry[];
}

function batchesOf(leases: readonly Lease[], entries: readonly FeedEntry[]): readonly Batch[] {
  const byPartition = Map.groupBy(entries, ({ partition }) => partition);
  return leases.flatMap((lease) => {
    const own = byPartition.get(lease.partition);
    return own === undefined ? [] : [{ lease, entries: own }];
  });
}

async function apply({ projection, keeper, parking }: Run, batches: readonly Batch[]): Promise<void> {
  const entries = batches.flatMap(({ lease, entries: own }) =>
    own.filter(({ userId }) => !parking.isParked(lease, userId)),
  );
  const failed = entries.length === 0 ? [] : await projection.apply(entries);
  for (const { lease, entries: own } of batches) {
    await unlessLost(keeper, lease, () => parking.record(lease, own, failed));
  }
}

/** Does something that only the owner of a lease may do; forgets the lease when it turns out to be lost. */
async function unlessLost(keeper: LeaseKeeper, lease: Lease, work: () => Promise<void>): Promise<void> {
  if (!keeper.holds(lease)) return;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    keeper.drop(lease);
  }
}
