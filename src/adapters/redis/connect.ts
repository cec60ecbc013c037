import { Redis } from 'ioredis';
import { withoutCommand } from './failures.ts';

export interface ConnectRedisOptions {
  /** What every key begins with. */
  readonly keyPrefix?: string;
  /** Hears of lost connections and of attempts that failed. Calls that suffered from them reject anyway. */
  readonly onError: (error: unknown) => void;
}

const connectTimeout = 1_000;
const commandTimeout = 2_000;
const socketTimeout = 5_000;
const longestPause = 500;

/**
 * A client that connects at its first command and again whenever the connection is lost. A command fails with
 * the connection that it was sent on, or with the next attempt to connect: none waits for a server that is
 * away, and none is repeated unasked.
 */
export function connectRedis(url: string, { keyPrefix = '', onError }: ConnectRedisOptions): Redis {
  const redis = new Redis(url, {
    keyPrefix,
    lazyConnect: true,
    connectTimeout,
    commandTimeout,
    // Ends a connection on which nothing comes back, which a network without resets would keep for minutes.
    socketTimeout,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempts) => Math.min(attempts * 50, longestPause),
    // After a failover the address may lead to the new master.
    reconnectOnError: (error) => error.message.startsWith('READONLY'),
  });
  redis.on('error', (error: unknown) => onError(withoutCommand(error)));
  return redis;
}
