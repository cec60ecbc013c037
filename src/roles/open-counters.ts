import { openPostgresAttemptCounters } from '../adapters/rate-limiter-flexible/postgres-attempt-counters.ts';
import { createRedisAttemptCounters } from '../adapters/rate-limiter-flexible/redis-attempt-counters.ts';
import { openSqliteAttemptCounters } from '../adapters/rate-limiter-flexible/sqlite-attempt-counters.ts';
import type { connectRedis, connectRedisCluster } from '../adapters/redis/connect.ts';
import { createPatientGuard } from '../adapters/redis/patient-guard.ts';
import { createGuard } from '../adapters/relational/guard.ts';
import { classifyPostgresFailure } from '../adapters/relational/postgresql/classify-postgres-failure.ts';
import { classifySqliteFailure } from '../adapters/relational/sqlite/classify-sqlite-failure.ts';
import type { AttemptCounters } from '../ports/attempt-counters.ts';

/** Counters with connections of their own. Whoever opened them closes them. */
export type OpenedCounters = AttemptCounters & { close(): Promise<void> };

const service = 'attempt counters';

/** On a server or a Cluster. Whoever opened the connection closes it. */
export function openRedisCounters(
  redis: ReturnType<typeof connectRedis | typeof connectRedisCluster>,
): AttemptCounters {
  return createRedisAttemptCounters({ redis, guard: createPatientGuard(service, redis) });
}

/** @param onError told of connections that broke */
export function openPostgresCounters(url: string, onError: (error: Error) => void): OpenedCounters {
  const guard = createGuard(service, classifyPostgresFailure, { resends: true });
  return openPostgresAttemptCounters({ url, guard, onError });
}

/** In a file, or in memory for `:memory:`. */
export function openSqliteCounters(file: string): OpenedCounters {
  return openSqliteAttemptCounters({ file, guard: createGuard(service, classifySqliteFailure) });
}
