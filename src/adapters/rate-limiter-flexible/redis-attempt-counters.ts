import { readFileSync } from 'node:fs';
import { RateLimiterRedis } from 'rate-limiter-flexible';
import type { AttemptCounters } from '../../ports/attempt-counters.ts';
import { createAttemptCounters, type Guard, withoutLimit } from './attempt-counters.ts';

/** What is needed of a client by ioredis, of one server or of a Cluster. */
interface RedisClient {
  defineCommand(name: string, definition: { readonly lua: string; readonly numberOfKeys?: number }): void;
  ping(): Promise<unknown>;
}

const script = new URL('scripts/change-counter.lua', import.meta.url);

/** A key for each counter, which Redis forgets in time. On a Cluster they lie in all slots. */
export function createRedisAttemptCounters({
  redis,
  guard,
}: {
  readonly redis: RedisClient;
  readonly guard: Guard;
}): AttemptCounters {
  const limiter = new RateLimiterRedis({
    ...withoutLimit,
    storeClient: redis,
    keyPrefix: 'attempts',
    // The package's own begins a counter below nothing when there is none to take back from.
    customIncrTtlLuaScript: readFileSync(script, 'utf8'),
  });
  return createAttemptCounters({
    guard,
    limiter,
    takeBack: (key) => limiter.reward(key),
    prepare: () => redis.ping(),
    ping: () => redis.ping(),
  });
}
