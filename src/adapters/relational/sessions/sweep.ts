const pauseMilliseconds = 60_000;
const mostAtOnce = 500;

/** Removes at most `limit` rows that have expired, and answers with how many it removed. */
export type RemoveExpired = (now: number, limit: number) => Promise<bigint>;

/**
 * Gives back the space of what has expired and is invisible already: a bounded part now and then, and the next
 * part at once when there may be more.
 */
export function createSweep(remove: RemoveExpired): (now: number) => Promise<void> {
  let next = Number.NEGATIVE_INFINITY;
  return async (now) => {
    if (now < next) return;
    next = now + pauseMilliseconds;
    if ((await remove(now, mostAtOnce)) === BigInt(mostAtOnce)) next = now;
  };
}
