import type { Feeds, FeedVector } from '../../ports/feeds.ts';
import { beginning } from '../../ports/position.ts';
import type { FeedParts } from './feed-leases.ts';
import { createTrimCheck } from './feed-trimming.ts';
import { parseFeedEntries, parseTextOrNull } from './replies.ts';
import { createScript } from './script.ts';

export function createFeedLookups(
  parts: FeedParts,
  partitions: number,
): Pick<Feeds, 'heads' | 'read' | 'applied'> {
  const { redis, keysOf, guard } = parts;
  const head = createScript(redis, 'feed-head');
  const assertUntrimmed = createTrimCheck(parts);
  const everywhere = (offsetOf: (partition: number) => Promise<unknown>): Promise<FeedVector> => {
    const numbers = Array.from({ length: partitions }, (_, partition) => partition);
    return Promise.all(
      numbers.map(async (partition) => parseTextOrNull(await guard(() => offsetOf(partition))) ?? beginning),
    );
  };
  return {
    heads: () => everywhere((partition) => head([keysOf(partition).feed], [])),
    applied: (group) => everywhere((partition) => redis.get(keysOf(partition).applied(group))),
    read: async (partition, after, limit) => {
      const { feed } = keysOf(partition);
      const entries = await guard(() => redis.xrangeBuffer(feed, `(${after}`, '+', 'COUNT', limit));
      await assertUntrimmed([{ partition, offset: after }]);
      return parseFeedEntries(partition, entries);
    },
  };
}
