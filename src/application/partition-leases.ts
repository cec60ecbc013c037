import { LeaseLost } from '../ports/errors.ts';
import type { Feeds, Lease } from '../ports/feeds.ts';
import type { Delay, MonotonicClock } from './environment.ts';

const leaseTime = 15_000;
// Two renewals may fail before a lease is lost.
const renewEvery = leaseTime / 3;
const askEvery = 500;

/** The partitions that one run of a kind of work has to itself. */
export interface PartitionLeases {
  /**
   * Works on a partition while nobody else of the group does; answers null, without working, when somebody else
   * keeps it. The work calls `assertHeld`, which throws LeaseLost, before whatever only the owner may do, or does it with the
   * lease.
   */
  hold<Result>(
    partition: number,
    work: (assertHeld: () => void, lease: Lease) => Promise<Result>,
  ): Promise<Result | null>;
}

interface Deps {
  readonly feeds: Pick<Feeds, 'acquire' | 'renew' | 'release'>;
  /** Names the kind of work: a group that is given no entries. */
  readonly group: string;
  /** Names this run. */
  readonly owner: string;
  readonly delay: Delay;
  readonly clock: MonotonicClock;
  readonly onWait: (partition: number) => void;
  /** How long to wait in all for partitions that are taken, in milliseconds. */
  readonly patience?: number;
}

/** A lease, and until when it is ours for sure, by the clock of this process. */
interface Held {
  readonly lease: Lease;
  expiry: number;
}

/**
 * Leases for one run. It waits for a partition that is taken, for as long as the lease of a run that was killed may
 * last, though once only: a run that lives keeps all of its partitions.
 */
export function createPartitionLeases(deps: Deps): PartitionLeases {
  let patience = deps.patience ?? leaseTime + 2 * askEvery;
  return {
    async hold(partition, work) {
      const held = await acquire(partition);
      if (held === null) return null;
      const stopping = new AbortController();
      const keeping = keep(deps, held, stopping.signal);
      try {
        return await work(() => assertHeld(deps, held), held.lease);
      } finally {
        stopping.abort();
        await keeping;
        // What cannot be given back expires by itself.
        await deps.feeds.release(held.lease).catch(() => undefined);
      }
    },
  };

  async function acquire(partition: number): Promise<Held | null> {
    let held = await tryToTake(deps, partition);
    if (held === null && patience > 0) deps.onWait(partition);
    while (held === null && patience > 0) {
      await deps.delay(askEvery);
      patience -= askEvery;
      held = await tryToTake(deps, partition);
    }
    return held;
  }
}

async function tryToTake({ feeds, group, owner, clock }: Deps, partition: number): Promise<Held | null> {
  const asked = clock();
  const lease = await feeds.acquire(group, partition, owner, leaseTime);
  return lease === null ? null : { lease, expiry: asked + leaseTime };
}

/** @throws LeaseLost */
function assertHeld({ clock }: Deps, { lease, expiry }: Held): void {
  if (clock() < expiry) return;
  throw new LeaseLost(`The lease on partition ${lease.partition} ran out: another run may work on it.`);
}

async function keep(deps: Deps, held: Held, signal: AbortSignal): Promise<void> {
  await deps.delay(renewEvery, signal);
  while (!signal.aborted) {
    const asked = deps.clock();
    // While the store is away the lease may still be ours, until it runs out.
    const renewed = await deps.feeds.renew([held.lease], leaseTime).catch(() => null);
    if (renewed !== null) held.expiry = renewed.length > 0 ? asked + leaseTime : asked;
    await deps.delay(renewEvery, signal);
  }
}
