import type { FeedEntry, Lease, ParkedUser } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { FailedUser, Projection } from './projection.ts';
import { makeRetryParked, type ParkingDeps } from './retry-parked.ts';

/** How often it is looked whether somebody asks for another attempt, in milliseconds. */
const lookEvery = 1_000;

/** Whom a projection has set aside, so that the others can go on. */
export interface Parking {
  /**
   * Tries everybody again who was set aside by a former owner of the partition, perhaps by another build; and from then on,
   * about once a second, those for whom somebody asks.
   * @throws LeaseLost, Unavailable
   */
  admit(lease: Lease): Promise<void>;
  isParked(lease: Lease, userId: UserId): boolean;
  /**
   * Records that nothing of these entries was applied of the users who failed just now or earlier.
   * @throws LeaseLost, Unavailable
   */
  record(lease: Lease, entries: readonly FeedEntry[], failed: readonly FailedUser[]): Promise<void>;
}

/** What is known of a partition since its lease was taken. */
interface Known {
  /** The errors of those who are set aside. */
  readonly errors: Map<UserId, string>;
  lookedAt: number;
}

export function createParking(deps: ParkingDeps, projection: Projection): Parking {
  const { feeds, clock } = deps;
  const known = new WeakMap<Lease, Known>();
  const retryParked = makeRetryParked(deps, projection);

  /** Tries those again who are chosen, of all who are set aside. */
  async function retry(lease: Lease, isChosen: (user: ParkedUser) => boolean): Promise<void> {
    const errors = known.get(lease)?.errors ?? new Map<UserId, string>();
    const parked = await feeds.parked(lease.group, lease.partition);
    await retryParked(lease, errors, parked.filter(isChosen));
    known.set(lease, { errors, lookedAt: clock() });
  }

  return {
    async admit(lease) {
      const partition = known.get(lease);
      if (partition === undefined) return retry(lease, () => true);
      // Whichever way the clock was set meanwhile.
      const isDue = Math.abs(clock() - partition.lookedAt) >= lookEvery;
      if (isDue && partition.errors.size > 0) await retry(lease, isAskedFor);
    },
    isParked: (lease, userId) => known.get(lease)?.errors.has(userId) ?? false,
    async record(lease, entries, failed) {
      const { errors } = known.get(lease) ?? { errors: new Map<UserId, string>() };
      // The entries are in order: the last one of a user has the highest version.
      const versions = new Map(entries.map(({ userId, version }) => [userId, version]));
      // What is asked for by now is tried before more of the same users is set aside.
      if ([...versions.keys()].some((userId) => errors.has(userId))) await retry(lease, isAskedFor);
      const newErrors = new Map(failed.map(({ userId, error }) => [userId, error.message]));
      await mapBounded([...versions], async ([userId, version]) => {
        const error = newErrors.get(userId) ?? errors.get(userId);
        if (error === undefined) return;
        await park(deps, {
          lease,
          projection,
          user: { userId, version, error },
          isKnown: errors.has(userId),
        });
        errors.set(userId, error);
      });
    },
  };
}

function isAskedFor({ isRetryAsked }: ParkedUser): boolean {
  return isRetryAsked;
}

interface Parked {
  readonly lease: Lease;
  readonly projection: Projection;
  readonly user: Pick<ParkedUser, 'userId' | 'version' | 'error'>;
  /** Whether the user was set aside before. */
  readonly isKnown: boolean;
}

async function park({ feeds, clock, log }: ParkingDeps, parked: Parked): Promise<void> {
  const { lease, projection, user, isKnown } = parked;
  await feeds.park(lease, { ...user, at: clock(), wasTried: !isKnown });
  if (isKnown) return;
  log.warn({ projection: projection.name, ...user }, 'A user is set aside: their events cannot be applied');
}
