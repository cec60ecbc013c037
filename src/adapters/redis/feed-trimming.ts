import { FeedTrimmed } from '../../ports/errors.ts';
import type { Feeds } from '../../ports/feeds.ts';
import { compareOffsets, type Position } from '../../ports/position.ts';
import type { FeedParts } from './feed-leases.ts';
import { parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

export function createFeedTrimming({ redis, keysOf, guard }: FeedParts): Pick<Feeds, 'trim'> {
  const script = createScript(redis, 'trim');

  async function trim(partition: number, groups: readonly string[], before: number): Promise<void> {
    // No entry is that old, and Redis refuses to look for one.
    if (before <= 0) return;
    const { feed, trimmed, applied } = keysOf(partition);
    const reply = await guard(() => script([feed, trimmed, ...groups.map(applied)], [before, ...groups]));
    // A script must be told its keys, and so the groups: the feed knows more of them than the caller may.
    const others = parseList(reply).map(parseText);
    if (others.length > 0) await trim(partition, [...groups, ...others], before);
  }

  return { trim };
}

/**
 * Tells whether entries are missing behind these positions. Ask after reading: what is trimmed later was read.
 * @throws FeedTrimmed
 */
export type AssertUntrimmed = (after: readonly Position[]) => Promise<void>;

export function createTrimCheck({ redis, keysOf, guard }: FeedParts): AssertUntrimmed {
  return async (after) => {
    await Promise.all(
      after.map(async ({ partition, offset }) => {
        const trimmed = await guard(() => redis.get(keysOf(partition).trimmed));
        if (trimmed !== null && compareOffsets(offset, trimmed) < 0) throw feedTrimmed(partition);
      }),
    );
  };
}

export function feedTrimmed(partition: number): FeedTrimmed {
  return new FeedTrimmed(`Entries of partition ${partition} behind the given offset were trimmed.`);
}
