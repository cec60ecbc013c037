import type { Redis } from 'ioredis';
import { onTestFinished } from 'vitest';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createKeys, type PartitionKeys } from '../../src/adapters/redis/keys.ts';
import { namespace } from './isolation.ts';
import { openRedisWriteSide } from './open-redis.ts';
import { preparedWriteSide, type WriteSide } from './opened.ts';

export interface WithRedis extends WriteSide {
  readonly redis: Redis;
  /** Of partition 0. */
  readonly keys: PartitionKeys;
}

/** A write side, with a client that sees the same keys. */
export async function withRedis(url: string, name = namespace()): Promise<WithRedis> {
  const side = await preparedWriteSide(openRedisWriteSide(url), { name });
  const redis = connectRedis(url, { keyPrefix: `${name}:`, onError: () => undefined });
  onTestFinished(() => redis.disconnect());
  return { ...side, redis, keys: createKeys(side.store.partitions)(0) };
}
