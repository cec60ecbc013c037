import type { Feeds, Lease, ParkedUser } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { Clock } from '../environment.ts';
import type { Log } from '../log.ts';
import { attemptUsers } from './attempt-users.ts';
import type { Projection } from './projection.ts';

/** What users are set aside with. */
export interface ParkingDeps {
  readonly feeds: Pick<Feeds, 'park' | 'unpark' | 'parked'>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Tries users again who were set aside, from the log. Takes those out of `errors` for whom it succeeds, and keeps the errors of the
 * others there. The same may be tried once more when it throws.
 * @throws LeaseLost, Unavailable
 */
export type RetryParked = (
  lease: Lease,
  errors: Map<UserId, string>,
  users: readonly ParkedUser[],
) => Promise<void>;

export function makeRetryParked({ feeds, clock, log }: ParkingDeps, projection: Projection): RetryParked {
  return async (lease, errors, users) => {
    if (users.length === 0) return;
    const versions = new Map(users.map(({ userId, version }) => [userId, version]));
    const failed = await attemptUsers(versions.keys(), async (userId) => {
      await projection.reapply(userId);
      await feeds.unpark(lease, userId);
      errors.delete(userId);
    });
    for (const { userId, error } of failed) {
      const version = versions.get(userId) ?? 0;
      await feeds.park(lease, { userId, version, error: error.message, at: clock() });
      errors.set(userId, error.message);
    }
    const counts = { applied: users.length - failed.length, failed: failed.length };
    log.info(
      { projection: projection.name, partition: lease.partition, ...counts },
      'Users who were set aside were tried again',
    );
  };
}
