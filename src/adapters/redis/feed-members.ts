import type { Feeds } from '../../ports/feeds.ts';
import type { FeedParts } from './feed-leases.ts';
import { membersKey } from './keys.ts';
import { parseList, parseText } from './replies.ts';
import { createScript } from './script.ts';

export function createFeedMembers({
  redis,
  guard,
}: Pick<FeedParts, 'redis' | 'guard'>): Pick<Feeds, 'join' | 'leave'> {
  const join = createScript(redis, 'join');

  return {
    join: async (group, owner, milliseconds) => {
      const members = await guard(() => join([membersKey(group)], [owner, milliseconds]));
      return parseList(members).map(parseText).sort();
    },
    leave: async (group, owner) => {
      await guard(() => redis.zrem(membersKey(group), owner));
    },
  };
}
