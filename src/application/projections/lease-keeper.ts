import type { Feeds, Lease } from '../../ports/feeds.ts';
import type { Delay } from '../environment.ts';
import type { Log } from '../log.ts';
import { type PartitionShare, shareOf } from './partition-shares.ts';

/** Of leases and of memberships. */
const leaseTime = 5_000;
// Several rounds may fail before a lease is lost.
const keepEvery = 1_000;
/** While others are to give partitions back, or their leases to expire. */
const askEvery = 500;

/** What cannot be given back now ends by itself, soon. */
const letExpire = (): undefined => undefined;

/** Takes and keeps one process's share of a group's leases. */
export interface LeaseKeeper {
  /** The leases that are held now. */
  leases(): readonly Lease[];
  holds(lease: Lease | undefined): boolean;
  /** Forgets a lease that turned out to be lost. */
  drop(lease: Lease): void;
  /** Gives back what is held beyond the share. To be called while nothing is being applied. */
  giveBack(): Promise<void>;
  /** Keeps the share until the signal aborts, and then gives everything back and leaves the group. */
  run(signal: AbortSignal): Promise<void>;
}

interface Deps {
  readonly feeds: Feeds;
  readonly group: string;
  readonly owner: string;
  readonly delay: Delay;
  readonly log: Log;
}

interface State {
  /** By their partitions. */
  readonly held: Map<number, Lease>;
  /** Null until the members are known. */
  share: PartitionShare | null;
}

export function createLeaseKeeper(deps: Deps): LeaseKeeper {
  const { feeds, group, owner } = deps;
  const state: State = { held: new Map(), share: null };
  const { held } = state;
  const keeper: LeaseKeeper = {
    leases: () => [...held.values()],
    holds: (lease) => lease !== undefined && held.get(lease.partition) === lease,
    drop(lease) {
      if (keeper.holds(lease)) held.delete(lease.partition);
    },
    giveBack: () => releaseAll(feeds, held, surplusOf(state)),
    async run(signal) {
      for (let failed = false; !signal.aborted; ) {
        failed = await keepOrTell(deps, state, failed);
        await deps.delay(isShort(state) ? askEvery : keepEvery, signal);
      }
      // First, so that the others know of the larger shares when the partitions are free.
      await feeds.leave(group, owner).catch(letExpire);
      await releaseAll(feeds, held, keeper.leases());
    },
  };
  return keeper;
}

/**
 * Answers whether it failed, which it tells once. While the store is away the leases may still be ours: the
 * fence decides when it is back.
 */
async function keepOrTell(deps: Deps, state: State, failed: boolean): Promise<boolean> {
  const { feeds, group, owner, log } = deps;
  try {
    const [members] = await Promise.all([feeds.join(group, owner, leaseTime), renewAll(deps, state)]);
    state.share = shareOf(owner, members, feeds.partitions);
    await takeFree(deps, state.held, state.share);
    if (failed) log.info({ group }, 'The leases of partitions are kept again');
    return false;
  } catch (error) {
    if (!failed) log.warn({ group, err: error }, 'The leases of partitions cannot be kept now; trying again');
    return true;
  }
}

async function renewAll({ feeds, group, log }: Deps, { held }: State): Promise<void> {
  const leases = [...held.values()];
  const renewed = new Set(await feeds.renew(leases, leaseTime));
  const lost = leases.filter((lease) => !renewed.has(lease) && held.get(lease.partition) === lease);
  for (const { partition } of lost) held.delete(partition);
  const partitions = lost.map(({ partition }) => partition);
  if (lost.length > 0) log.warn({ group, partitions }, 'Leases of partitions were lost');
}

/** Asks for no more partitions at once than are missing, so that it never has more than its share. */
async function takeFree({ feeds, group, owner }: Deps, held: State['held'], share: PartitionShare) {
  const others = share.order.filter((partition) => !held.has(partition));
  while (others.length > 0 && held.size < share.size) {
    const asked = others.splice(0, share.size - held.size);
    await Promise.all(
      asked.map(async (partition) => {
        const lease = await feeds.acquire(group, partition, owner, leaseTime);
        if (lease !== null) held.set(partition, lease);
      }),
    );
  }
}

function surplusOf({ held, share }: State): readonly Lease[] {
  if (share === null) return [];
  return share.order.flatMap((partition) => held.get(partition) ?? []).slice(share.size);
}

function isShort({ held, share }: State): boolean {
  return share !== null && held.size < share.size;
}

async function releaseAll(feeds: Feeds, held: State['held'], leases: readonly Lease[]): Promise<void> {
  // Before they are free: whoever looks at them meanwhile must not miss them.
  for (const { partition } of leases) held.delete(partition);
  await Promise.all(leases.map((lease) => feeds.release(lease).catch(letExpire)));
}
