import type { Redis } from 'ioredis';
import { describe, expect, inject, test } from 'vitest';
import { toFeedValue } from '../../src/adapters/redis/feed-value.ts';
import type { Feeds } from '../../src/ports/feeds.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { group, held } from '../support/groups.ts';
import { withRedis } from '../support/with-redis.ts';

const url = inject('redisUrl');
const start = 1_760_000_000_000;

describe('the lag of a group on Redis', () => {
  test('is counted entry by entry up to thousands of them', async () => {
    const { feeds, redis, keys } = await withRedis(url);
    await fill(redis, keys.feed, 7_000);

    expect(await lagOf(feeds)).toEqual({
      partition: 0,
      applied: '0-0',
      appliedAt: null,
      events: 8_400,
      waitingSince: start,
    });
  });

  test('is estimated by Redis’ count of entries, when these are many more', async () => {
    const { feeds, redis, keys } = await withRedis(url);
    await fill(redis, keys.feed, 30_000);

    expect(await lagOf(feeds)).toMatchObject({ events: 36_000, waitingSince: start });

    await apply(feeds, 2_000);
    expect(await lagOf(feeds)).toMatchObject({ events: 33_600, waitingSince: start + 2_000 });
  });

  test('is estimated by the time that has passed, when Redis lost count', async () => {
    const { feeds, redis, keys } = await withRedis(url);
    await fill(redis, keys.feed, 30_000);
    await apply(feeds, 10_000);
    await redis.xdel(keys.feed, `${start + 20_000}-0`);
    await redis.xgroup('DESTROY', keys.feed, group);

    const { events, ...lag } = await lagOf(feeds);

    expect(events).toBeGreaterThan(23_000);
    expect(events).toBeLessThan(25_000);
    expect(lag).toEqual({
      partition: 0,
      applied: `${start + 9_999}-0`,
      appliedAt: start + 9_999,
      waitingSince: start + 10_000,
    });
  });
});

/** One entry each millisecond, every tenth of which stands for three events. */
async function fill(redis: Redis, feed: string, count: number): Promise<void> {
  const userId = newUserId(0);
  for (let first = 0; first < count; first += 1_000) {
    const pipeline = redis.pipeline();
    for (let index = first; index < first + 1_000; index += 1) {
      const value = toFeedValue({ userId, version: index + 1, count: index % 10 === 0 ? 3 : 1 });
      pipeline.xadd(feed, `${start + index}-0`, 'e', value);
    }
    await pipeline.exec();
  }
}

async function apply(feeds: Feeds, count: number): Promise<void> {
  const lease = await held(feeds, 0);
  await feeds.acknowledge(lease, await feeds.next([lease], count, 0));
  await feeds.release(lease);
}

async function lagOf(feeds: Feeds) {
  const [lag] = await feeds.lag(group);
  if (lag === undefined) throw new Error('There is no partition 0.');
  return lag;
}
