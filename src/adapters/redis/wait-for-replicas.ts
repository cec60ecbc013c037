import { Unacknowledged } from './failures.ts';
import type { RedisClient } from './redis-client.ts';
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
    if (error) await followMove(redis, error, command);
    if (error ?? waitError) throw error ?? waitError;
    if (Number(acknowledged) >= replicas) return reply;
    throw new Unacknowledged(`${acknowledged} replicas of ${replicas} acknowledged a write in time.`);
  };
}

/** Pipelines do not follow a slot that was moved; a command on its own does, and the client learns from it. */
async function followMove(
  redis: RedisClient,
  error: Error,
  [, , , key = '']: readonly Argument[],
): Promise<void> {
  if (error.message.startsWith('MOVED')) await redis.call('exists', key);
}
