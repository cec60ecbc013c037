import { openPostgresAttemptCounters } from '../../src/adapters/rate-limiter-flexible/postgres-attempt-counters.ts';
import { createRedisAttemptCounters } from '../../src/adapters/rate-limiter-flexible/redis-attempt-counters.ts';
import { openSqliteAttemptCounters } from '../../src/adapters/rate-limiter-flexible/sqlite-attempt-counters.ts';
import { connectRedis, connectRedisCluster } from '../../src/adapters/redis/connect.ts';
import { createPatientGuard } from '../../src/adapters/redis/patient-guard.ts';
import { createGuard } from '../../src/adapters/relational/guard.ts';
import { classifyPostgresFailure } from '../../src/adapters/relational/postgresql/classify-postgres-failure.ts';
import { classifySqliteFailure } from '../../src/adapters/relational/sqlite/classify-sqlite-failure.ts';
import type { AttemptCounters } from '../../src/ports/attempt-counters.ts';
import { namespace } from './isolation.ts';

type OpenedCounters = AttemptCounters & { close(): Promise<void> };

const service = 'attempt counters';
// A failure that matters rejects the call that suffered from it.
const onError = () => undefined;

/** On one server, or on a Cluster whose nodes have these URLs. */
export function openRedisCounters(urls: string, prefix = namespace()): OpenedCounters {
  const nodes = urls.split(',');
  const options = { keyPrefix: `${prefix}:`, onError };
  const redis = nodes.length > 1 ? connectRedisCluster(nodes, options) : connectRedis(urls, options);
  const counters = createRedisAttemptCounters({ redis, guard: createPatientGuard(service, redis) });
  return { ...counters, close: async () => redis.disconnect() };
}

export function openPostgresCounters(url: string): OpenedCounters {
  const guard = createGuard(service, classifyPostgresFailure, { resends: true });
  return openPostgresAttemptCounters({ url, guard, onError });
}

/** In memory if no file is named. */
export function openSqliteCounters(file = ':memory:'): OpenedCounters {
  return openSqliteAttemptCounters({ file, guard: createGuard(service, classifySqliteFailure) });
}
