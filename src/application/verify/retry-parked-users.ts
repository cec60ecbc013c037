import { LeaseLost } from '../../ports/errors.ts';
import type { Feeds, ParkedUser } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { Delay } from '../environment.ts';
import type { PartitionLeases } from '../partition-leases.ts';
import type { RetryParked } from '../projections/retry-parked.ts';

/** What became of another attempt: `waiting` when nobody has made it in time. */
export type RetryOutcome =
  | { readonly kind: 'healed' }
  | { readonly kind: 'parked'; readonly error: string }
  | { readonly kind: 'waiting' };

interface Deps {
  readonly feeds: Pick<Feeds, 'askRetry' | 'parked'>;
  /** The name of the view, whose projection set the users aside. */
  readonly group: string;
  /** Those of the group, without patience: what an aggregator holds is left to it. */
  readonly leases: PartitionLeases;
  readonly retryParked: RetryParked;
  readonly delay: Delay;
  /** How long to wait for an aggregator, in milliseconds. */
  readonly patience: number;
  /** Called once, when there is something to wait for. */
  readonly onWait: () => void;
  /** Throws when the work has to end here. */
  readonly checkpoint: () => void;
}

const lookEvery = 250;

/**
 * Lets parked users be tried again: by the aggregator that has their partition, or right here where nobody has it. Answers for
 * each of the users, in their order.
 * @throws Unavailable
 */
export async function retryParkedUsers(
  deps: Deps,
  users: readonly ParkedUser[],
): Promise<readonly RetryOutcome[]> {
  const { feeds, group, patience, delay } = deps;
  await mapBounded(users, ({ partition, userId }) => feeds.askRetry(group, partition, userId));
  let parked = await parkedNow(deps, users);
  for (let waited = 0; untried(parked).length > 0; waited += lookEvery) {
    deps.checkpoint();
    const isOwned = await tryHere(deps, untried(parked));
    const isOver = waited >= patience;
    if (isOwned && waited === 0 && !isOver) deps.onWait();
    if (isOwned && !isOver) await delay(lookEvery);
    parked = await parkedNow(deps, users);
    if (isOver) break;
  }
  return users.map(({ userId }) => outcomeOf(parked.get(userId)));
}

function outcomeOf(parked: ParkedUser | undefined): RetryOutcome {
  if (parked === undefined) return { kind: 'healed' };
  // The wish is gone with the attempt.
  return parked.isRetryAsked ? { kind: 'waiting' } : { kind: 'parked', error: parked.error };
}

function untried(parked: ReadonlyMap<UserId, ParkedUser>): readonly ParkedUser[] {
  return [...parked.values()].filter(({ isRetryAsked }) => isRetryAsked);
}

async function parkedNow(
  { feeds, group }: Deps,
  users: readonly ParkedUser[],
): Promise<ReadonlyMap<UserId, ParkedUser>> {
  const partitions = [...new Set(users.map(({ partition }) => partition))];
  const parked = await mapBounded(partitions, (partition) => feeds.parked(group, partition));
  const asked = new Set(users.map(({ userId }) => userId));
  return new Map(
    parked
      .flat()
      .filter(({ userId }) => asked.has(userId))
      .map((user) => [user.userId, user]),
  );
}

/** Tries those of partitions that nobody has. Answers whether there are others. */
async function tryHere(deps: Deps, users: readonly ParkedUser[]): Promise<boolean> {
  let isOwned = false;
  for (const [partition, own] of Map.groupBy(users, (user) => user.partition)) {
    deps.checkpoint();
    const done = await unlessLost(() =>
      deps.leases.hold(partition, async (_, lease) => {
        await deps.retryParked(lease, new Map(), own);
        return true as const;
      }),
    );
    if (done === null) isOwned = true;
  }
  return isOwned;
}

/** Whoever has the partition by then tries them. */
async function unlessLost(work: () => Promise<true | null>): Promise<true | null> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof LeaseLost) return null;
    throw error;
  }
}
