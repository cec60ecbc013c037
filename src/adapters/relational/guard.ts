import { type Service, Unavailable } from '../../ports/errors.ts';
import type { FailureKind } from './relational-database.ts';

const attempts = 5;

/** Runs work on the database; its failures are those of the port. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Repeats what collided with another transaction a few times, and turns a failure of the database into
 * `Unavailable`. Work must leave nothing behind when it fails.
 */
export function createGuard(service: Service, classify: (error: unknown) => FailureKind): Guard {
  async function attempt<Result>(work: () => Promise<Result>, left: number): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const kind = classify(error);
      if (kind === 'other') throw error;
      if (kind === 'unavailable' || left === 1) throw new Unavailable(service, error);
    }
    return attempt(work, left - 1);
  }

  return (work) => attempt(work, attempts);
}
