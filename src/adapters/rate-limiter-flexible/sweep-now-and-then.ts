const pause = 60_000;

/**
 * Removes what is over, at most once a minute: more often than much can gather. It never rejects, for the counters
 * work without it, and the next one removes the same.
 */
export function sweepNowAndThen(remove: (now: number) => Promise<unknown>): () => Promise<void> {
  let next = Number.NEGATIVE_INFINITY;
  return async () => {
    const now = Date.now();
    if (now < next) return;
    next = now + pause;
    await remove(now).catch(() => undefined);
  };
}
