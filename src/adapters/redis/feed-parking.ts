import type { Feeds, ParkedUser } from '../../ports/feeds.ts';
import { assertHeld, type FeedParts, leaseValue } from './feed-leases.ts';
import { parseCount, parseText } from './replies.ts';
import { createScript } from './script.ts';

export function createFeedParking({
  redis,
  keysOf,
  guard,
}: FeedParts): Pick<Feeds, 'park' | 'unpark' | 'parked'> {
  const park = createScript(redis, 'park');
  const unpark = createScript(redis, 'unpark');

  return {
    park: async (lease, { userId, version, at, error }) => {
      const keys = keysOf(lease.partition);
      const args = [leaseValue(lease), userId, version, at, error];
      const reply = await guard(() => park([keys.lease(lease.group), keys.parked(lease.group)], args));
      assertHeld(reply, lease);
    },
    unpark: async (lease, userId) => {
      const keys = keysOf(lease.partition);
      const args = [leaseValue(lease), userId];
      const reply = await guard(() => unpark([keys.lease(lease.group), keys.parked(lease.group)], args));
      assertHeld(reply, lease);
    },
    parked: async (group, partition) => {
      const parked = await guard(() => redis.hgetall(keysOf(partition).parked(group)));
      return Object.entries(parked).map(([userId, record]) => parseParked(partition, userId, record));
    },
  };
}

/** The record is `<version> <attempts> <at> <error>`. */
function parseParked(partition: number, userId: string, record: string): ParkedUser {
  const [, version, attempts, at, error] = /^(\d+) (\d+) (\d+) (.*)$/s.exec(record) ?? [];
  return {
    partition,
    userId,
    version: parseCount(version),
    attempts: parseCount(attempts),
    error: parseText(error),
    at: parseCount(at),
  };
}
