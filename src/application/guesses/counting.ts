import { DomainError } from '../../domain/domain-error.ts';
import type { AttemptCounters, Count, CounterKeyOf } from '../../ports/attempt-counters.ts';
import type { Clock } from '../environment.ts';

/** At most so many attempts in such a time. */
export interface Limit {
  readonly attempts: number;
  readonly seconds: number;
}

/** The limit that refused something. */
export type LimitName =
  | 'source'
  | 'account_and_source'
  | 'device'
  | 'pause'
  | 'account'
  | 'registrations'
  | 'mails_from_source'
  | 'mails_to_address'
  | 'secrets';

/** What is counted, and how much of it is let through. */
export interface Counter {
  readonly name: LimitName;
  /** What the counter tells apart. */
  readonly parts: readonly string[];
  readonly limit: Limit;
}

/** An attempt, as one counter has it. */
export interface Counted extends Counter {
  readonly key: string;
  readonly count: Count;
}

/** What counting needs. */
export interface CountingDeps {
  readonly counters: Pick<AttemptCounters, 'count' | 'takeBack' | 'forget'>;
  readonly counterKeyOf: CounterKeyOf;
  readonly clock: Clock;
  readonly observeRefusal: (limit: LimitName) => void;
}

/** Counts attempts, and refuses what is over a limit. */
export interface Counting {
  /** @throws Unavailable */
  count(counter: Counter): Promise<Counted>;
  /** Nothing where there is no limit. @throws Unavailable */
  countIf(counter: Omit<Counter, 'limit'> & { readonly limit: Limit | null }): Promise<readonly Counted[]>;
  /**
   * Takes an attempt back, which is over this limit.
   * @throws DomainError ACCOUNT_LOCKED or TOO_MANY_REQUESTS, which tells until when
   */
  refuse(over: Counted, counted: readonly Counted[]): Promise<never>;
  /** Refuses an attempt that is over any of its limits. @throws DomainError */
  refuseIfOver(counted: readonly Counted[]): Promise<void>;
  /** Never rejects: what could not be taken back stays counted, which refuses too much rather than too little. */
  takeBack(counted: readonly Counted[]): Promise<void>;
  /** Never rejects either. */
  forget(counted: readonly Pick<Counted, 'key'>[]): Promise<void>;
  readonly keyOf: CounterKeyOf;
}

export function createCounting({ counters, counterKeyOf, clock, observeRefusal }: CountingDeps): Counting {
  const counting: Counting = {
    async count(counter) {
      const key = counterKeyOf(counter.parts);
      return { ...counter, key, count: await counters.count(key, counter.limit.seconds) };
    },
    countIf: async ({ limit, ...counter }) =>
      limit === null ? [] : [await counting.count({ ...counter, limit })],
    async refuse({ name, count }, counted) {
      observeRefusal(name);
      await counting.takeBack(counted);
      const retryAfter = new Date(clock() + count.remaining);
      throw new DomainError({
        code: name === 'account' ? 'ACCOUNT_LOCKED' : 'TOO_MANY_REQUESTS',
        retryAfter,
      });
    },
    async refuseIfOver(counted) {
      const over = counted.find(isOver);
      if (over !== undefined) await counting.refuse(over, counted);
    },
    async takeBack(counted) {
      await Promise.all(counted.map(({ key }) => counters.takeBack(key).catch(() => undefined)));
    },
    keyOf: counterKeyOf,
    async forget(counted) {
      await counters.forget(counted.map(({ key }) => key)).catch(() => undefined);
    },
  };
  return counting;
}

/** Whether the attempt is one more than the limit lets through. */
export function isOver({ count, limit }: Counted): boolean {
  return count.attempts > limit.attempts;
}
