import { inject, test } from 'vitest';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { checkAddresses } from '../support/address-property.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import type { WriteSide } from '../support/opened.ts';
import { relationalDatabases } from '../support/relational-databases.ts';

const prepared = async (opening: Promise<WriteSide>): Promise<WriteSide> => {
  const side = await opening;
  await side.store.prepare();
  return side;
};

const stores = [
  { name: 'Redis', open: () => prepared(openRedisWriteSide(inject('redisUrl'))()) },
  { name: 'a Redis Cluster', open: () => prepared(openRedisWriteSide(inject('redisClusterUrls'))()) },
  ...relationalDatabases().map(({ name, open }) => ({
    name,
    open: async () => {
      const database = await open();
      const { messageStore: store, feeds } = createRelationalStores(database, {
        partitions: 4,
        keyFingerprint: 'the key',
      });
      return prepared(Promise.resolve({ store, feeds, close: database.close }));
    },
  })),
];

test.each(stores)(
  'no two users have one address at any moment on $name, and none is stuck',
  async ({ open }) => {
    await checkAddresses(open, { numRuns: 10 });
  },
  240_000,
);
