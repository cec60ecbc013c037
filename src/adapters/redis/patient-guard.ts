import { setTimeout as delay } from 'node:timers/promises';
import type { Service } from '../../ports/errors.ts';
import { type Guard, mayPassSoon, toUnavailable, wasAnswered } from './failures.ts';
import { isCluster, type RedisClient } from './redis-client.ts';

/** In milliseconds. A failover takes four to eight seconds; a single server is back soon, or not. */
const patienceWith = { cluster: 10_000, server: 1_000 };
const firstPause = 20;
const longestPause = 500;

/**
 * A guard that repeats the work when its reply was lost or the server cannot answer for a moment. The work has to be
 * such that running it twice does no harm. A single server that refuses connections is not waited for.
 */
export function createPatientGuard(service: Service, redis: RedisClient): Guard {
  const patience = isCluster(redis) ? patienceWith.cluster : patienceWith.server;

  return async (work) => {
    const end = performance.now() + patience;
    for (let pause = firstPause; ; pause = Math.min(pause * 2, longestPause)) {
      const mayBeBack = isConnected(redis);
      try {
        return await work();
      } catch (error) {
        const isOver = performance.now() + pause > end;
        if (isOver || !isWorthAnother(error, mayBeBack)) throw toUnavailable(service, error);
      }
      await delay(pause);
    }
  };
}

function isWorthAnother(error: unknown, mayBeBack: boolean): boolean {
  return mayPassSoon(error) && (mayBeBack || wasAnswered(error));
}

/** A Cluster finds another server for what one of them does not answer. */
function isConnected(redis: RedisClient): boolean {
  return isCluster(redis) || redis.status === 'ready';
}
