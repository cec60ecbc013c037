import type { Feeds } from '../../ports/feeds.ts';
import { compareOffsets, type Position } from '../../ports/position.ts';
import type { Clock, Delay } from '../environment.ts';

const firstPause = 2;
const longestPause = 50;

/** Looks at how far a view is, again and again while somebody waits for it, and for all of them at once. */
export interface ProgressWatch {
  /** Whether the view applied a position in time. @throws Unavailable */
  reaches(position: Position, until: Until): Promise<boolean>;
}

interface Until {
  /** In milliseconds since 1970-01-01T00:00:00Z. */
  readonly deadline: number;
  readonly signal?: AbortSignal | undefined;
}

interface Waiter extends Until {
  readonly position: Position;
  settle(isReached: boolean): void;
  fail(error: unknown): void;
}

interface Deps {
  readonly feeds: Pick<Feeds, 'applied'>;
  readonly clock: Clock;
  readonly delay: Delay;
}

export function createProgressWatch({ feeds, clock, delay }: Deps, view: string): ProgressWatch {
  const waiters = new Set<Waiter>();
  const pauses = createPauses(delay);
  let isLooking = false;

  async function look(): Promise<void> {
    const applied = await feeds.applied(view);
    const now = clock();
    for (const waiter of waiters) {
      const { partition, offset } = waiter.position;
      const reached = applied[partition];
      const isReached = reached !== undefined && compareOffsets(reached, offset) >= 0;
      if (!isReached && now < waiter.deadline && waiter.signal?.aborted !== true) continue;
      waiters.delete(waiter);
      waiter.settle(isReached);
    }
  }

  function failAll(error: unknown): void {
    for (const waiter of waiters) waiter.fail(error);
    waiters.clear();
  }

  async function lookWhileSomebodyWaits(): Promise<void> {
    isLooking = true;
    while (waiters.size > 0) {
      await look().catch(failAll);
      if (waiters.size > 0) await pauses.rest();
    }
    isLooking = false;
  }

  return {
    reaches(position, until) {
      const { promise, resolve, reject } = Promise.withResolvers<boolean>();
      waiters.add({ position, ...until, settle: resolve, fail: reject });
      pauses.begin();
      if (!isLooking) void lookWhileSomebodyWaits();
      return promise;
    },
  };
}

/** Pauses that grow, and begin anew, at once, when somebody comes. */
function createPauses(delay: Delay) {
  let next = firstPause;
  let long: AbortController | null = null;
  return {
    begin() {
      next = firstPause;
      long?.abort();
    },
    async rest() {
      const pause = next;
      next = Math.min(pause * 2, longestPause);
      // The shortest is not cut: however many come, there is one look in it.
      long = pause > firstPause ? new AbortController() : null;
      await delay(pause, long?.signal);
      long = null;
    },
  };
}
