import type { Feeds, Lease } from '../../ports/feeds.ts';
import type { Delay } from '../environment.ts';
import type { Log } from '../log.ts';

const leaseTime = 5_000;
// Two renewals may fail before a lease is lost.
const renewEvery = leaseTime / 3;

/** Takes and keeps the leases of one group for one process. */
export interface LeaseKeeper {
  /** The leases that are held now. */
  leases(): readonly Lease[];
  holds(lease: Lease | undefined): boolean;
  /** Forgets a lease that turned out to be lost. */
  drop(lease: Lease): void;
  /** Keeps them until the signal aborts, and gives them back then. */
  run(signal: AbortSignal): Promise<void>;
}

interface Deps {
  readonly feeds: Feeds;
  readonly group: string;
  readonly owner: string;
  readonly delay: Delay;
  readonly log: Log;
}

/** Leases by their partitions. */
type Held = Map<number, Lease>;

export function createLeaseKeeper(deps: Deps): LeaseKeeper {
  const held: Held = new Map();
  const keeper: LeaseKeeper = {
    leases: () => [...held.values()],
    holds: (lease) => lease !== undefined && held.get(lease.partition) === lease,
    drop(lease) {
      if (keeper.holds(lease)) held.delete(lease.partition);
    },
    async run(signal) {
      for (let failed = false; !signal.aborted; ) {
        failed = await keepOrTell(deps, held, failed);
        await deps.delay(renewEvery, signal);
      }
      // A lease that cannot be given back expires by itself.
      await Promise.allSettled(keeper.leases().map((lease) => deps.feeds.release(lease)));
      held.clear();
    },
  };
  return keeper;
}

/**
 * Answers whether it failed, which it tells once. While the store is away the leases may still be ours: the
 * fence decides when it is back.
 */
async function keepOrTell(deps: Deps, held: Held, failed: boolean): Promise<boolean> {
  const { group, log } = deps;
  try {
    await renewAll(deps, held);
    await takeFree(deps, held);
    if (failed) log.info({ group }, 'The leases of partitions are kept again');
    return false;
  } catch (error) {
    if (!failed) log.warn({ group, err: error }, 'The leases of partitions cannot be kept now; trying again');
    return true;
  }
}

async function renewAll({ feeds, group, log }: Deps, held: Held): Promise<void> {
  const leases = [...held.values()];
  const renewed = new Set(await feeds.renew(leases, leaseTime));
  const lost = leases.filter((lease) => !renewed.has(lease)).map(({ partition }) => partition);
  for (const partition of lost) held.delete(partition);
  if (lost.length > 0) log.warn({ group, partitions: lost }, 'Leases of partitions were lost');
}

async function takeFree({ feeds, group, owner }: Deps, held: Held): Promise<void> {
  const free = Array.from({ length: feeds.partitions }, (_, partition) => partition).filter(
    (partition) => !held.has(partition),
  );
  await Promise.all(
    free.map(async (partition) => {
      const lease = await feeds.acquire(group, partition, owner, leaseTime);
      if (lease !== null) held.set(partition, lease);
    }),
  );
}
