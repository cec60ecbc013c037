import { LeaseLost } from '../../ports/errors.ts';
import type { Feeds, Lease } from '../../ports/feeds.ts';
import type { Guard } from './failures.ts';
import type { KeysOfPartition } from './keys.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount } from './replies.ts';
import { createScript } from './script.ts';

/** What the parts of the feeds share. */
export interface FeedParts {
  readonly redis: RedisClient;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
}

/** The value of a lease's key while it is held: by it the scripts know the holder. */
export function leaseValue({ fence, owner }: Lease): string {
  return `${fence} ${owner}`;
}

/** @throws LeaseLost unless a script found the lease held, and says so with 1 */
export function assertHeld(reply: unknown, { group, partition }: Lease): void {
  if (reply !== 1) throw new LeaseLost(`The group ${group} lost its lease of partition ${partition}.`);
}

export function createFeedLeases({
  redis,
  keysOf,
  guard,
}: FeedParts): Pick<Feeds, 'acquire' | 'renew' | 'release'> {
  const acquire = createScript(redis, 'acquire');
  const renew = createScript(redis, 'renew');
  const release = createScript(redis, 'release');

  return {
    acquire: async (group, partition, owner, milliseconds) => {
      const { lease, fence } = keysOf(partition);
      const reply = await guard(() => acquire([lease(group), fence(group)], [owner, milliseconds]));
      return reply === null ? null : { group, partition, owner, fence: parseCount(reply) };
    },
    renew: async (leases, milliseconds) => {
      const renewed = await Promise.all(
        leases.map((lease) => {
          const key = keysOf(lease.partition).lease(lease.group);
          return guard(() => renew([key], [leaseValue(lease), milliseconds]));
        }),
      );
      return leases.filter((_, i) => renewed[i] === 1);
    },
    release: async (lease) => {
      const key = keysOf(lease.partition).lease(lease.group);
      await guard(() => release([key], [leaseValue(lease)]));
    },
  };
}
