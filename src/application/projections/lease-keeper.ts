import { LeaseLost } from '../../ports/errors.ts';
import type { Feeds, Lease } from '../../ports/feeds.ts';
import type { Delay } from '../environment.ts';
import type { Log } from '../log.ts';

const leaseTime = 5_000;
const renewEvery = 1_000;

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

export function createLeaseKeeper(deps: {
  readonly feeds: Feeds;
  readonly group: string;
  readonly owner: string;
  readonly delay: Delay;
  readonly log: Log;
}): LeaseKeeper {
  const { feeds, group, owner } = deps;
  const held = new Map<number, Lease>();

  const keeper: LeaseKeeper = {
    leases: () => [...held.values()],
    holds: (lease) => lease !== undefined && held.get(lease.partition) === lease,
    drop(lease) {
      if (keeper.holds(lease)) held.delete(lease.partition);
    },
    async run(signal) {
      while (!signal.aborted) {
        await Promise.all(Array.from({ length: feeds.partitions }, (_, partition) => keep(partition)));
        await deps.delay(renewEvery, signal);
      }
      // A lease that cannot be given back expires by itself.
      await Promise.allSettled(keeper.leases().map((lease) => feeds.release(lease)));
      held.clear();
    },
  };
  return keeper;

  async function keep(partition: number): Promise<void> {
    const lease = held.get(partition);
    try {
      if (lease === undefined) await take(partition);
      else await feeds.renew(lease, leaseTime);
    } catch (error) {
      // While the store is away the lease may still be ours: the fence decides when it is back.
      if (lease !== undefined && error instanceof LeaseLost) {
        keeper.drop(lease);
        deps.log.warn({ group, partition }, 'The lease of a partition was lost');
      }
    }
  }

  async function take(partition: number): Promise<void> {
    const lease = await feeds.acquire(group, partition, owner, leaseTime);
    if (lease !== null) held.set(partition, lease);
  }
}
