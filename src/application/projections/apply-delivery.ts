import { LeaseLost } from '../../ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import { mapBounded } from '../bounded-map.ts';
import type { Clock } from '../environment.ts';
import type { BatchSize } from './batch-size.ts';
import type { LeaseKeeper } from './lease-keeper.ts';
import type { Parking } from './parking.ts';
import type { Projection } from './projection.ts';
import type { Retry } from './retrying.ts';

/** What became of an attempt to apply a batch. */
export interface BatchReport {
  /** The name of the projection. */
  readonly projection: string;
  readonly entries: number;
  /** How many events they refer to. */
  readonly events: number;
  readonly seconds: number;
  /** A batch that failed is tried again, perhaps a part of it at a time. */
  readonly outcome: 'applied' | 'failed';
}

/** What one projection works with. */
export interface Run {
  readonly feeds: Pick<Feeds, 'acknowledge'>;
  readonly clock: Clock;
  readonly observeBatch: (report: BatchReport) => void;
  readonly projection: Projection;
  readonly keeper: LeaseKeeper;
  readonly parking: Parking;
  readonly batchSize: BatchSize;
  readonly retry: Retry;
  readonly signal: AbortSignal;
}

/** Entries that were delivered together. */
export interface Delivery {
  readonly leases: readonly Lease[];
  readonly entries: readonly FeedEntry[];
  /** Whether there was more to take. */
  readonly isFull: boolean;
}

/** Applies and acknowledges what was delivered, batch by batch, to its end or until the signal aborts. */
export async function applyDelivery(run: Run, { leases, entries, isFull }: Delivery): Promise<void> {
  const { keeper, retry, batchSize, signal } = run;
  for (let rest = entries; rest.length > 0 && !signal.aborted; ) {
    let applied: readonly Batch[] = [];
    let taken = 0;
    await retry(async () => {
      // Between two attempts nothing is being applied.
      await keeper.giveBack();
      // The next attempt may be at less.
      const part = rest.slice(0, batchSize.entries());
      // Of a lease that is not held any more, the next owner is given the same entries.
      const batches = batchesOf(leases, part).filter(({ lease }) => keeper.holds(lease));
      await attempt(run, batches, isFull);
      applied = batches;
      taken = part.length;
    });
    // Not left to a later round: what was delivered once is not delivered again within a lease.
    await retry(async () => {
      await mapBounded(applied, (batch) =>
        unlessLost(keeper, batch.lease, () => run.feeds.acknowledge(batch.lease, batch.entries)),
      );
    });
    rest = rest.slice(taken);
  }
}

/** Does something that only the owner of a lease may do; forgets the lease when it turns out to be lost. */
export async function unlessLost(
  keeper: LeaseKeeper,
  lease: Lease,
  work: () => Promise<void>,
): Promise<void> {
  if (!keeper.holds(lease)) return;
  try {
    await work();
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    keeper.drop(lease);
  }
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

/** Applies batches, and tells how that went. */
async function attempt(run: Run, batches: readonly Batch[], isFull: boolean): Promise<void> {
  const { clock, batchSize, observeBatch, projection } = run;
  const entries = batches.flatMap((batch) => batch.entries);
  if (entries.length === 0) return;
  const begun = clock();
  const report = (outcome: BatchReport['outcome']) => {
    const events = entries.reduce((sum, { count }) => sum + count, 0);
    const seconds = (clock() - begun) / 1_000;
    observeBatch({ projection: projection.name, entries: entries.length, events, seconds, outcome });
  };
  try {
    await apply(run, batches);
  } catch (error) {
    batchSize.failed();
    report('failed');
    throw error;
  }
  batchSize.applied(clock() - begun, isFull);
  report('applied');
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
