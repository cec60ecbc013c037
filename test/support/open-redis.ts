import type { Redis } from 'ioredis';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createRedisFeeds } from '../../src/adapters/redis/redis-feeds.ts';
import { createRedisKeyRing } from '../../src/adapters/redis/redis-key-ring.ts';
import { createRedisMessageStore } from '../../src/adapters/redis/redis-message-store.ts';
import { createRedisSessionStore } from '../../src/adapters/redis/redis-session-store.ts';
import type { OpenKeyRing } from '../contract/key-ring.contract.ts';
import type { OpenSessionStore } from '../contract/session-store.contract.ts';
import { namespace } from './isolation.ts';
import type { OpenWriteSide } from './opened.ts';

/** Stores on one server, each under a prefix of its own. */
export function openRedisWriteSide(url: string): OpenWriteSide {
  return async ({ name = namespace(), partitions = 4, keyFingerprint = 'the key' } = {}) => {
    const redis = connect(url, name);
    const feeds = createRedisFeeds({ redis, partitions });
    const close = async () => {
      feeds.close();
      redis.disconnect();
    };
    return { store: createRedisMessageStore({ redis, partitions, keyFingerprint }), feeds, close };
  };
}

export function openRedisSessionStore(url: string): OpenSessionStore {
  return async () => {
    const redis = connect(url, namespace());
    return { sessions: createRedisSessionStore({ redis }), close: async () => redis.disconnect() };
  };
}

export function openRedisKeyRing(url: string): OpenKeyRing {
  return async (name = namespace()) => {
    const redis = connect(url, name);
    return { keyRing: createRedisKeyRing({ redis }), close: async () => redis.disconnect() };
  };
}

function connect(url: string, name: string): Redis {
  // A failure that matters rejects the call that suffered from it.
  return connectRedis(url, { keyPrefix: `${name}:`, onError: () => undefined });
}
