import { connectRedis, connectRedisCluster } from '../../src/adapters/redis/connect.ts';
import { type OpenedCounters, openRedisCounters as openOnRedis } from '../../src/roles/open-counters.ts';
import { namespace } from './isolation.ts';

/** On one server, or on a Cluster whose nodes have these URLs. */
export function openRedisCounters(urls: string, prefix = namespace()): OpenedCounters {
  const nodes = urls.split(',');
  // A failure that matters rejects the call that suffered from it.
  const options = { keyPrefix: `${prefix}:`, onError: () => undefined };
  const redis = nodes.length > 1 ? connectRedisCluster(nodes, options) : connectRedis(urls, options);
  return { ...openOnRedis(redis), close: async () => redis.disconnect() };
}
