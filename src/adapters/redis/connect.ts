import { Cluster, type ClusterNode, Redis } from 'ioredis';
import { withoutCommand } from './failures.ts';
import { gatherWrites } from './gather-writes.ts';

export interface ConnectRedisOptions {
  /** What every key begins with. */
  readonly keyPrefix?: string;
  /** Hears of lost connections and of attempts that failed. Calls that suffered from them reject anyway. */
  readonly onError: (error: unknown) => void;
}

const longestPause = 500;

/** Of every connection. */
const limits = {
  connectTimeout: 1_000,
  commandTimeout: 2_000,
  // Ends a connection on which nothing comes back, which a network without resets would keep for minutes.
  socketTimeout: 5_000,
  maxRetriesPerRequest: 0,
  autoResendUnfulfilledCommands: false,
  // After a failover the address may lead to the new master.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
};

/**
 * A client that connects at its first command and again whenever the connection is lost. A command fails with
 * the connection that it was sent on, or with the next attempt to connect: none waits for a server that is
 * away, and none is repeated unasked.
 */
export function connectRedis(url: string, { keyPrefix = '', onError }: ConnectRedisOptions): Redis {
  const redis = new Redis(url, { ...limits, keyPrefix, lazyConnect: true, retryStrategy: growingPause });
  redis.on('error', (error: unknown) => onError(withoutCommand(error)));
  gatherWrites(redis);
  return redis;
}

/**
 * A client of a Redis Cluster, which finds all of its nodes by any that these URLs lead to; user, password and TLS
 * are those of the first URL. A command follows the slot that it is for; it fails while the Cluster cannot be
 * reached, and after some redirections: none waits for longer.
 */
export function connectRedisCluster(
  urls: readonly string[],
  { keyPrefix = '', onError }: ConnectRedisOptions,
): Cluster {
  const cluster = new Cluster(urls.map(toNode), {
    keyPrefix,
    lazyConnect: true,
    enableOfflineQueue: false,
    clusterRetryStrategy: growingPause,
    slotsRefreshInterval: 5_000,
    // Certificates are for names, which the default would replace by addresses.
    dnsLookup: (name, callback) => callback(null, name),
    redisOptions: { ...limits, ...toAccess(urls) },
  });
  const listener = (error: unknown) => onError(withoutCommand(error));
  cluster.on('+node', gatherWrites);
  cluster.on('error', listener);
  cluster.on('node error', listener);
  return cluster;
}

function growingPause(attempts: number): number {
  return Math.min(attempts * 50, longestPause);
}

function toNode(url: string): ClusterNode {
  const { hostname, port } = new URL(url);
  return { host: hostname.replace(/^\[(.*)\]$/, '$1'), port: Number(port || '6379') };
}

function toAccess([url = '']: readonly string[]) {
  const { protocol, username, password } = new URL(url);
  return {
    ...(username === '' ? {} : { username: decodeURIComponent(username) }),
    ...(password === '' ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === 'rediss:' ? { tls: {} } : {}),
  };
}
