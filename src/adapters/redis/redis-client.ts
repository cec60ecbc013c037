import slotOf from 'cluster-key-slot';
import { Cluster, Redis } from 'ioredis';

type Commands =
  | 'call'
  | 'callBuffer'
  | 'del'
  | 'get'
  | 'getBuffer'
  | 'getrange'
  | 'hget'
  | 'hgetall'
  | 'hgetallBuffer'
  | 'hmget'
  | 'hset'
  | 'hvals'
  | 'info'
  | 'ping'
  | 'pipeline'
  | 'set'
  | 'xrangeBuffer'
  | 'xreadBuffer'
  | 'xrevrange'
  | 'zadd'
  | 'zrange'
  | 'zrem';

/** What the adapters need of ioredis: a client of a single server and a client of a Cluster alike. */
export type RedisClient = Pick<Redis, Commands> & {
  readonly status: string;
  readonly options: { readonly keyPrefix?: string | undefined };
};

/** Servers of a Cluster answer differently while it changes: who asks one of them has to be patient. */
export function isCluster(client: RedisClient): boolean {
  return client instanceof Cluster;
}

/** The name of a key as the server knows it. */
export function fullName(client: RedisClient, key: string): string {
  return `${client.options.keyPrefix ?? ''}${key}`;
}

/**
 * The connection to the server that holds a key now, for what is asked of a server and not of a key: name keys by
 * `fullName` then, with `call`, for only a single server's client adds the prefix.
 * @throws Error that passes, while the Cluster does not tell
 */
export function masterOf(client: RedisClient, key: string): Redis {
  if (client instanceof Redis) return client;
  if (client instanceof Cluster) return masterOfSlot(client, slotOf(fullName(client, key)));
  throw new TypeError('This is no client of ioredis.');
}

function masterOfSlot(cluster: Cluster, slot: number): Redis {
  const name = cluster.slots[slot]?.[0];
  const master = cluster.nodes('master').find(({ options }) => `${options.host}:${options.port}` === name);
  if (master === undefined) throw new Error('Connection is closed.');
  return master;
}
