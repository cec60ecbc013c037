import type { RateLimiterStoreAbstract } from 'rate-limiter-flexible';
import type { AttemptCounters } from '../../ports/attempt-counters.ts';

/** Runs work on the store; its failures are those of the port. Work is such that to count twice does no harm. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

interface Parts {
  readonly guard: Guard;
  readonly limiter: Pick<RateLimiterStoreAbstract, 'penalty' | 'delete'>;
  takeBack(key: string): Promise<unknown>;
  prepare(): Promise<unknown>;
  ping(): Promise<unknown>;
  /** Given before each count, for stores that forget nothing by themselves. */
  sweep?(): Promise<unknown>;
}

/** What every limiter's own options are: the counters refuse nobody, whoever asks them decides. */
export const withoutLimit = { points: 1, duration: 1 } as const;

/** Counters that a limiter keeps: `penalty` counts, whatever the counter stands at. */
export function createAttemptCounters({ guard, limiter, ...parts }: Parts): AttemptCounters {
  return {
    prepare: async () => void (await guard(parts.prepare)),
    count: (key, seconds) =>
      guard(async () => {
        await parts.sweep?.();
        const counted = await limiter.penalty(key, 1, { customDuration: seconds });
        return { attempts: counted.consumedPoints, remaining: counted.msBeforeNext };
      }),
    takeBack: async (key) => void (await guard(() => parts.takeBack(key))),
    forget: async (keys) => void (await guard(() => Promise.all(keys.map((key) => limiter.delete(key))))),
    ping: async () => void (await guard(parts.ping)),
  };
}
