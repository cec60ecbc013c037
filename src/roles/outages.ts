import type { Clock } from '../application/environment.ts';
import type { Log } from '../application/log.ts';

const silence = 30_000;

/**
 * Tells of broken connections: of the first, and then at most every thirty seconds, for a client that tries
 * again ten times a second has nothing new to say.
 */
export function createOutageLog(log: Log, clock: Clock): (error: unknown, message: string) => void {
  let quietUntil = Number.NEGATIVE_INFINITY;
  return (error, message) => {
    if (clock() < quietUntil) return;
    quietUntil = clock() + silence;
    log.warn({ err: error }, message);
  };
}
