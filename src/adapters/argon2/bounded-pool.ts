import pLimit from 'p-limit';
import { DomainError } from '../../domain/domain-error.ts';

/** Runs work when its turn comes. @throws DomainError TOO_MANY_REQUESTS when too much is waiting */
export type BoundedPool = <Result>(work: () => Promise<Result>) => Promise<Result>;

const retryAfterMilliseconds = 1_000;

/** At most `concurrency` run at once, at most `waiting` more wait in order of their coming. */
export function createBoundedPool(options: {
  readonly concurrency: number;
  readonly waiting: number;
  readonly now: () => number;
}): BoundedPool {
  const { concurrency, waiting, now } = options;
  const limit = pLimit(concurrency);
  let inside = 0;
  return async (work) => {
    if (inside >= concurrency + waiting) {
      throw new DomainError({
        code: 'TOO_MANY_REQUESTS',
        retryAfter: new Date(now() + retryAfterMilliseconds),
      });
    }
    inside += 1;
    try {
      return await limit(work);
    } finally {
      inside -= 1;
    }
  };
}
