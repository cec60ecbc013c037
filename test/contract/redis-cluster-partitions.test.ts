import { expect, inject, onTestFinished, test } from 'vitest';
import { connectRedisCluster } from '../../src/adapters/redis/connect.ts';
import { appended } from '../support/appends.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';

const urls = inject('redisClusterUrls');

test.each([16, 64])('each master has as many of %i partitions as any other', async (partitions) => {
  const name = namespace();
  const { store } = await preparedWriteSide(openRedisWriteSide(urls), { name, partitions });
  for (let partition = 0; partition < partitions; partition += 1) await appended(store, partition, 1);

  const feeds = await feedsOfMasters(name);

  const mean = partitions / feeds.length;
  expect(feeds.reduce((sum, count) => sum + count, 0)).toBe(partitions);
  expect(feeds.filter((count) => Math.abs(count - mean) >= 1)).toEqual([]);
});

/** How many feeds each master has. */
async function feedsOfMasters(name: string): Promise<readonly number[]> {
  const redis = connectRedisCluster(urls.split(','), { onError: () => undefined });
  onTestFinished(() => redis.disconnect());
  await redis.connect();
  const keys = await Promise.all(redis.nodes('master').map((master) => master.keys(`${name}:*:feed`)));
  return keys.map(({ length }) => length);
}
