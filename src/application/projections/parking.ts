import type { FeedEntry, Feeds, Lease } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { Clock } from '../environment.ts';
import type { Log } from '../log.ts';
import { attemptUsers } from './attempt-users.ts';
import type { FailedUser, Projection } from './projection.ts';

/** Whom a projection has set aside, so that the others can go on. */
export interface Parking {
  /**
   * Tries everybody again who was set aside by a former owner of the partition, perhaps by another build.
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

interface Deps {
  readonly feeds: Pick<Feeds, 'park' | 'unpark' | 'parked'>;
  readonly clock: Clock;
  readonly log: Log;
}

export function createParking({ feeds, clock, log }: Deps, projection: Projection): Parking {
  /** The errors of those who are set aside. */
  const parked = new WeakMap<Lease, Map<UserId, string>>();
  const of = (lease: Lease) => parked.get(lease) ?? new Map<UserId, string>();

  return {
    async admit(lease) {
      if (parked.has(lease)) return;
      parked.set(lease, await tryAgain(lease));
    },
    isParked: (lease, userId) => of(lease).has(userId),
    async record(lease, entries, failed) {
      const errors = new Map([
        ...of(lease),
        ...failed.map(({ userId, error }) => [userId, error.message] as const),
      ]);
      // The entries are in order: the last one of a user has the highest version.
      const versions = new Map(entries.map(({ userId, version }) => [userId, version]));
      await mapBounded([...versions], async ([userId, version]) => {
        const error = errors.get(userId);
        if (error !== undefined) await park(lease, { userId, version, error });
      });
    },
  };

  async function park(lease: Lease, user: { userId: UserId; version: number; error: string }): Promise<void> {
    await feeds.park(lease, { ...user, at: clock() });
    const known = of(lease);
    if (!known.has(user.userId)) {
      log.warn(
        { projection: projection.name, ...user },
        'A user is set aside: their events cannot be applied',
      );
    }
    parked.set(lease, known.set(user.userId, user.error));
  }

  /** Answers with the errors of those for whom it failed again. */
  async function tryAgain(lease: Lease): Promise<Map<UserId, string>> {
    const users = await feeds.parked(lease.group, lease.partition);
    if (users.length === 0) return new Map();
    const versions = new Map(users.map(({ userId, version }) => [userId, version]));
    const failed = await attemptUsers(versions.keys(), async (userId) => {
      await projection.reapply(userId);
      await feeds.unpark(lease, userId);
    });
    const errors = new Map(failed.map(({ userId, error }) => [userId, error.message]));
    for (const [userId, error] of errors) {
      await feeds.park(lease, { userId, version: versions.get(userId) ?? 0, error, at: clock() });
    }
    const counts = { applied: users.length - errors.size, failed: errors.size };
    log.info(
      { projection: projection.name, partition: lease.partition, ...counts },
      'Users who were set aside were tried again',
    );
    return errors;
  }
}
