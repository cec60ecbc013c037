import { setTimeout as pause } from 'node:timers/promises';
import { type Service, Unavailable } from '../../ports/errors.ts';
import type { FailureKind } from './relational-database.ts';

const patienceMilliseconds = 5_000;
const longestPauseMilliseconds = 20;

/** Runs work on the database; its failures are those of the port. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

/**
 * Repeats for a while what collided with another transaction, and turns a failure of the database into
 * `Unavailable`. Work must leave nothing behind when it fails.
 */
export function createGuard(service: Service, classify: (error: unknown) => FailureKind): Guard {
  async function attempt<Result>(work: () => Promise<Result>, deadline: number): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const kind = classify(error);
      if (kind === 'other') throw error;
      if (kind === 'unavailable' || performance.now() > deadline) throw new Unavailable(service, error);
    }
    // At random, so that those who collided do not meet again.
    await pause(Math.random() * longestPauseMilliseconds);
    return attempt(work, deadline);
  }

  return (work) => attempt(work, performance.now() + patienceMilliseconds);
}
