import { connectRedis, connectRedisCluster } from '../adapters/redis/connect.ts';
import { createRedisAdministratorRegister } from '../adapters/redis/redis-administrator-register.ts';
import { createRedisFeeds } from '../adapters/redis/redis-feeds.ts';
import { createRedisIdempotencyStore } from '../adapters/redis/redis-idempotency-store.ts';
import { createRedisKeyRing } from '../adapters/redis/redis-key-ring.ts';
import { createRedisMessageStore } from '../adapters/redis/redis-message-store.ts';
import { createRedisSessionStore } from '../adapters/redis/redis-session-store.ts';
import type { Config } from './config.ts';
import { openRedisCounters } from './open-counters.ts';

interface RedisOptions {
  readonly config: Config;
  /** REDIS_URL, which may name several nodes. */
  readonly url: string;
  readonly onError: (error: unknown) => void;
}

/** A client of the server or the Cluster that the settings name. */
export function connectToRedis({ config, url, onError }: RedisOptions) {
  const options = { keyPrefix: config.REDIS_KEY_PREFIX, onError };
  return config.REDIS_MODE === 'cluster'
    ? connectRedisCluster(url.split(','), options)
    : connectRedis(url, options);
}

/** The adapters of everything that Redis keeps. Nothing is connected to yet. */
export function openRedis(options: RedisOptions & { readonly keyFingerprint: string }) {
  const { config, keyFingerprint } = options;
  const partitions = config.PARTITIONS;
  const redis = connectToRedis(options);
  const confirming = config.REDIS_WAIT_REPLICAS > 0 ? connectToRedis(options) : redis;
  const confirmation = { replicas: config.REDIS_WAIT_REPLICAS, redis: confirming };
  const feeds = createRedisFeeds({ redis, partitions });
  const stores = {
    messageStore: createRedisMessageStore({ redis, partitions, keyFingerprint, confirmation }),
    feeds,
    sessions: createRedisSessionStore({ redis, confirmation }),
    keyRing: createRedisKeyRing({ redis, confirmation }),
    administrators: createRedisAdministratorRegister({ redis, confirmation }),
    idempotency: createRedisIdempotencyStore({ redis }),
    counters: openRedisCounters(redis),
  };
  return {
    stores,
    async close() {
      feeds.close();
      confirming.disconnect();
      redis.disconnect();
    },
  };
}
