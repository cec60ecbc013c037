/** Wakes those who wait for new entries as soon as this process has appended some. */
export interface Arrivals {
  /** Grows with every append: to be read before looking for entries, so that none is missed between. */
  count(): number;
  announce(): void;
  /** Until the count has passed `seen`, the time is over or the signal aborts. Keeps no process alive. */
  waitPast(seen: number, milliseconds: number, signal?: AbortSignal): Promise<void>;
}

export function createArrivals(): Arrivals {
  let count = 0;
  const waiting = new Set<() => void>();
  return {
    count: () => count,
    announce: () => {
      count += 1;
      for (const wake of [...waiting]) wake();
    },
    waitPast: (seen, milliseconds, signal) => {
      if (count !== seen || signal?.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const wake = (): void => {
          clearTimeout(timer);
          waiting.delete(wake);
          signal?.removeEventListener('abort', wake);
          resolve();
        };
        const timer = setTimeout(wake, milliseconds).unref();
        waiting.add(wake);
        signal?.addEventListener('abort', wake);
      });
    },
  };
}
