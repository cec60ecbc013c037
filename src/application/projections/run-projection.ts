import { LeaseLost } from '../../ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import type { Delay } from '../environment.ts';
import type { Log } from '../log.ts';
import { createLeaseKeeper, type LeaseKeeper } from './lease-keeper.ts';
import type { Projection } from './projection.ts';

/** How many entries are applied at once, from all partitions together. */
const batchSize = 500;
const waitForEntries = 500;
const firstPause = 100;
const longestPause = 5_000;

export interface ProjectionDeps {
  readonly feeds: Feeds;
  /** Names this process among the owners of leases. */
  readonly owner: string;
  readonly log: Log;
  readonly delay: Delay;
}

/**
 * Runs a projection until the signal aborts: takes the partitions that nobody has, reads what was not
 * acknowledged and then what is new, applies it, and acknowledges only then. A batch that fails is tried again
 * with growing pauses for as long as the lease holds; nothing behind it overtakes.
 */
export async function runProjection(
  deps: ProjectionDeps,
  projection: Projection,
  signal: AbortSignal,
): Promise<void> {
  const keeper = createLeaseKeeper({ ...deps, group: projection.name });
  const keeping = keeper.run(signal);
  while (!signal.aborted) {
    await retrying(deps, projection, signal, () => runOnce(deps, projection, keeper, signal));
  }
  await keeping;
}

async function runOnce(
  { feeds, delay, ...deps }: ProjectionDeps,
  projection: Projection,
  keeper: LeaseKeeper,
  signal: AbortSignal,
): Promise<void> {
  const leases = keeper.leases();
  if (leases.length === 0) return delay(firstPause, signal);
  const fairShare = Math.ceil(batchSize / leases.length);
  const entries = await feeds.next(leases, fairShare, waitForEntries);
  if (entries.length === 0) return;
  const holders = new Map(leases.map((lease) => [lease.partition, lease]));
  let applied: readonly FeedEntry[] = [];
  await retrying({ ...deps, delay }, projection, signal, async () => {
    // Of a lease that was lost meanwhile, the next owner is given the same entries.
    const ours = entries.filter(({ partition }) => keeper.holds(holders.get(partition)));
    if (ours.length > 0) await projection.apply(ours);
    applied = ours;
  });
  for (const lease of leases) {
    // Not left to the next round: what was delivered once is not delivered again within a lease.
    await retrying({ ...deps, delay }, projection, signal, () => acknowledge(feeds, lease, applied, keeper));
  }
}

async function acknowledge(
  feeds: Feeds,
  lease: Lease,
  entries: readonly FeedEntry[],
  keeper: LeaseKeeper,
): Promise<void> {
  const own = entries.filter((entry) => entry.partition === lease.partition);
  if (own.length === 0 || !keeper.holds(lease)) return;
  try {
    await feeds.acknowledge(lease, own);
  } catch (error) {
    if (!(error instanceof LeaseLost)) throw error;
    keeper.drop(lease);
  }
}

/** Repeats until it succeeds or the signal aborts; says so once when it begins to fail, and once when it ends. */
async function retrying(
  { log, delay }: Pick<ProjectionDeps, 'log' | 'delay'>,
  { name }: Projection,
  signal: AbortSignal,
  work: () => Promise<void>,
): Promise<void> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await work();
      if (failures > 0) log.info({ projection: name, failures }, 'The projection works again');
      return;
    } catch (error) {
      if (failures === 0) log.warn({ projection: name, err: error }, 'The projection waits and tries again');
      await delay(Math.min(firstPause * 2 ** failures, longestPause), signal);
    }
  }
}
