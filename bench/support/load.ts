/** One thing that a caller does, again and again. */
export type Work = () => Promise<unknown>;

/** What callers did in a time. */
export interface Load {
  readonly perSecond: number;
  /** How long each call took, in milliseconds, from the shortest on. */
  readonly durations: readonly number[];
}

/** Every caller makes one call after the other; those that are under way at the end of the time still count. */
export async function callFor(seconds: number, callers: readonly Work[]): Promise<Load> {
  const durations: number[] = [];
  const started = performance.now();
  const end = started + seconds * 1_000;
  await Promise.all(
    callers.map(async (work) => {
      for (let begun = performance.now(); begun < end; ) {
        await work();
        const now = performance.now();
        durations.push(now - begun);
        begun = now;
      }
    }),
  );
  const taken = performance.now() - started;
  return { perSecond: (durations.length * 1_000) / taken, durations: durations.toSorted((a, b) => a - b) };
}

/** @param sorted from the smallest on */
export function percentile(sorted: readonly number[], percent: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor((sorted.length * percent) / 100))] ?? Number.NaN;
}
