import type { Redis } from 'ioredis';
import { Unacknowledged } from './failures.ts';
import { masterOf, type RedisClient } from './redis-client.ts';
import type { Argument, Send } from './script.ts';

/** In milliseconds. */
const patience = 1_000;

/**
 * Sends a command and then WAIT, on one connection without anything in between, so that so many replicas have
 * what it wrote. When they do not say so in time, the write may be lost in a failover: the command is to be sent again.
 */
export function waitingForReplicas(replicas: number): Send {
  return async (redis, command) => {
    const sent = await redis
      .pipeline()
      .callBuffer(...command)
      .wait(replicas, patience)
      .exec();
    const [[error, reply] = [], [waitError, acknowledged] = []] = sent ?? [];
    const failure = error ?? waitError;
    if (failure) await settle(redis, failure, command);
    if (failure) throw failure;
    if (Number(acknowledged) >= replicas) return reply;
    throw new Unacknowledged(`${acknowledged} replicas of ${replicas} acknowledged a write in time.`);
  };
}

/** Readies the client for the next attempt. */
async function settle(
  redis: RedisClient,
  { message }: Error,
  [, , , key = '']: readonly Argument[],
): Promise<void> {
  // Pipelines do not follow a slot that was moved; a command on its own does, and the client learns from it.
  if (message.startsWith('MOVED')) await redis.call('exists', key);
  if (message.startsWith('Command timed out')) dropBacklog(masterOf(redis, String(key)));
}

/**
 * Each WAIT holds up all that is behind it on its connection. What its callers gave up must not pile up there while
 * replicas are away, to happen long after.
 */
function dropBacklog(connection: Redis): void {
  if (connection.status === 'ready') connection.disconnect(true);
}
