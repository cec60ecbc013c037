import type { Feeds } from '../../ports/feeds.ts';
import { compareOffsets } from '../../ports/position.ts';
import { assertHeld, type FeedParts, leaseValue } from './feed-leases.ts';
import { createScript } from './script.ts';

export function createFeedAcknowledgement({
  redis,
  keysOf,
  guard,
}: FeedParts): Pick<Feeds, 'acknowledge' | 'skipTrimmed'> {
  const script = createScript(redis, 'acknowledge');
  const skip = createScript(redis, 'skip-trimmed');

  return {
    acknowledge: async (lease, entries) => {
      const last = entries
        .map(({ offset }) => offset)
        .sort(compareOffsets)
        .at(-1);
      if (last === undefined) return;
      const { group, partition } = lease;
      const { lease: leaseKey, feed, applied } = keysOf(partition);
      const keys = [leaseKey(group), feed, applied(group)];
      assertHeld(await guard(() => script(keys, [group, leaseValue(lease), last])), lease);
    },
    skipTrimmed: async (lease) => {
      const { lease: leaseKey, applied, trimmed } = keysOf(lease.partition);
      const keys = [leaseKey(lease.group), applied(lease.group), trimmed];
      assertHeld(await guard(() => skip(keys, [leaseValue(lease)])), lease);
    },
  };
}
