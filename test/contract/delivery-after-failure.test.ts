import type { KyselyPlugin } from 'kysely';
import { describe, expect, inject, it, onTestFinished } from 'vitest';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createArrivals } from '../../src/adapters/relational/log/arrivals.ts';
import { createRelationalFeeds } from '../../src/adapters/relational/log/relational-feeds.ts';
import { createRelationalMessageStore } from '../../src/adapters/relational/log/relational-message-store.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { appended } from '../support/appends.ts';
import { held } from '../support/groups.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';

/** Lets one statement pass that reads entries, fails the next, and then lets all pass. */
function failSecondRead(): KyselyPlugin & { arm(): void } {
  let reads = Number.POSITIVE_INFINITY;
  return {
    arm: () => {
      reads = 0;
    },
    transformQuery: ({ node }) => node,
    async transformResult({ result }) {
      const entries = result.rows.some((row) => 'offset' in row && 'version' in row);
      if (entries && ++reads === 2) throw new Error('The second read of entries failed.');
      return result;
    },
  };
}

describe('a delivery of which a part fails', () => {
  it('is given whole by the next call on SQLite', async () => {
    const plugin = failSecondRead();
    const opened = openSqlite(':memory:');
    onTestFinished(() => opened.close());
    const database = { ...opened, db: opened.db.withPlugin(plugin) };
    const shared = { database, arrivals: createArrivals(), partitions: 2, keyFingerprint: 'the key' };
    const store = createRelationalMessageStore(shared);
    await store.prepare();
    const feeds = createRelationalFeeds(shared);
    const entries = [...(await appended(store, 0, 2)), ...(await appended(store, 1, 2))];
    const leases = [await held(feeds, 0), await held(feeds, 1)];
    plugin.arm();
    await expect(feeds.next(leases, 10, 0)).rejects.toThrow('The second read of entries failed.');
    expect(await feeds.next(leases, 10, 0)).toEqual(entries);
  });

  it('is given whole by the next call on Redis', async () => {
    const url = inject('redisUrl');
    const name = `${namespace()}:`;
    const { store, feeds, close } = await openRedisWriteSide(url)({ name, partitions: 2 });
    const redis = connectRedis(url, { keyPrefix: name, onError: () => undefined });
    onTestFinished(async () => {
      redis.disconnect();
      await close();
    });
    await store.prepare();
    const entries = [...(await appended(store, 0, 2)), ...(await appended(store, 1, 2))];
    const leases = [await held(feeds, 0), await held(feeds, 1)];
    const feed = await feedHolding(redis, entries[2]?.offset ?? '');
    await redis.rename(feed, 'kept aside');
    await redis.set(feed, 'no stream');
    await expect(feeds.next(leases, 10, 0)).rejects.toThrow('WRONGTYPE');
    await redis.rename('kept aside', feed);
    expect(await feeds.next(leases, 10, 0)).toEqual(entries);
  });
});

async function feedHolding(redis: ReturnType<typeof connectRedis>, offset: string): Promise<string> {
  const prefix = redis.options.keyPrefix ?? '';
  const keys = (await redis.keys(`${prefix}*:feed`)).map((key) => key.slice(prefix.length));
  for (const key of keys) {
    if ((await redis.xrange(key, offset, offset)).length > 0) return key;
  }
  throw new Error('No feed holds this entry.');
}
