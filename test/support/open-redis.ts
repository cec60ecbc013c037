import { connectRedis, connectRedisCluster } from '../../src/adapters/redis/connect.ts';
import { createRedisAdministratorRegister } from '../../src/adapters/redis/redis-administrator-register.ts';
import type { RedisClient } from '../../src/adapters/redis/redis-client.ts';
import { createRedisFeeds } from '../../src/adapters/redis/redis-feeds.ts';
import { createRedisIdempotencyStore } from '../../src/adapters/redis/redis-idempotency-store.ts';
import { createRedisKeyRing } from '../../src/adapters/redis/redis-key-ring.ts';
import { createRedisMessageStore } from '../../src/adapters/redis/redis-message-store.ts';
import { createRedisSessionStore } from '../../src/adapters/redis/redis-session-store.ts';
import type { OpenAdministratorRegister } from '../contract/administrator-register.contract.ts';
import type { OpenIdempotencyStore } from '../contract/idempotency-store.contract.ts';
import type { OpenKeyRing } from '../contract/key-ring.contract.ts';
import { namespace } from './isolation.ts';
import type { OpenWriteSide } from './opened.ts';
import type { OpenSessionStore } from './session-stores.ts';

/** Stores on one server, or on a Cluster whose nodes have these URLs, each under a prefix of its own. */
export function openRedisWriteSide(
  urls: string,
  { replicas = 0 }: { readonly replicas?: number } = {},
): OpenWriteSide {
  return async ({ name = namespace(), partitions = 4, keyFingerprint = 'the key' } = {}) => {
    const { redis, disconnect } = connect(urls, name);
    const confirming = connect(urls, name);
    const confirmation = { replicas, redis: confirming.redis };
    const feeds = createRedisFeeds({ redis, partitions });
    const store = createRedisMessageStore({ redis, partitions, keyFingerprint, confirmation });
    const close = async () => {
      feeds.close();
      disconnect();
      confirming.disconnect();
    };
    return { store, feeds, close };
  };
}

export function openRedisSessionStore(urls: string): OpenSessionStore {
  return async () => {
    const { redis, disconnect } = connect(urls, namespace());
    return { sessions: createRedisSessionStore({ redis }), close: async () => disconnect() };
  };
}

export function openRedisKeyRing(urls: string): OpenKeyRing {
  return async (name = namespace()) => {
    const { redis, disconnect } = connect(urls, name);
    return { keyRing: createRedisKeyRing({ redis }), close: async () => disconnect() };
  };
}

export function openRedisAdministratorRegister(urls: string): OpenAdministratorRegister {
  return async (name = namespace()) => {
    const { redis, disconnect } = connect(urls, name);
    return { administrators: createRedisAdministratorRegister({ redis }), close: async () => disconnect() };
  };
}

export function openRedisIdempotencyStore(urls: string): OpenIdempotencyStore {
  return async (name = namespace()) => {
    const { redis, disconnect } = connect(urls, name);
    return { idempotency: createRedisIdempotencyStore({ redis }), close: async () => disconnect() };
  };
}

function connect(urls: string, name: string): { readonly redis: RedisClient; disconnect(): void } {
  const nodes = urls.split(',');
  // A failure that matters rejects the call that suffered from it.
  const options = { keyPrefix: `${name}:`, onError: () => undefined };
  const redis = nodes.length > 1 ? connectRedisCluster(nodes, options) : connectRedis(urls, options);
  return { redis, disconnect: () => redis.disconnect() };
}
