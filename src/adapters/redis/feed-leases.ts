import type { Redis } from 'ioredis';
import { LeaseLost } from '../../ports/errors.ts';
import type { Feeds, Lease } from '../../ports/feeds.ts';
import { compareOffsets } from '../../ports/position.ts';
import type { Guard } from './failures.ts';
import type { KeysOfPartition } from './keys.ts';
import { parseCount } from './replies.ts';
import { createScript } from './script.ts';

/** The value of a lease's key while it is held: by it the scripts know the holder. */
export function leaseValue({ fence, owner }: Lease): string {
  return `${fence} ${owner}`;
}

export function createFeedLeases({
  redis,
  keysOf,
  guard,
}: {
  readonly redis: Redis;
  readonly keysOf: KeysOfPartition;
  readonly guard: Guard;
}): Pick<Feeds, 'acquire' | 'renew' | 'release' | 'acknowledge'> {
  const acquire = createScript(redis, 'acquire');
  const renew = createScript(redis, 'renew');
  const release = createScript(redis, 'release');
  const acknowledge = createScript(redis, 'acknowledge');

  return {
    acquire: async (group, partition, owner, milliseconds) => {
      const { lease, fence, feed } = keysOf(partition);
      const keys = [lease(group), fence(group), feed];
      const reply = await guard(() => acquire(keys, [group, owner, milliseconds]));
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
    acknowledge: async (lease, entries) => {
      const last = entries
        .map(({ offset }) => offset)
        .sort(compareOffsets)
        .at(-1);
      if (last === undefined) return;
      const { group, partition } = lease;
      const { lease: leaseKey, feed, applied } = keysOf(partition);
      const keys = [leaseKey(group), feed, applied(group)];
      assertHeld(await guard(() => acknowledge(keys, [group, leaseValue(lease), last])), lease);
    },
  };
}

function assertHeld(reply: unknown, { group, partition }: Lease): void {
  if (reply !== 1) throw new LeaseLost(`The group ${group} lost its lease of partition ${partition}.`);
}
