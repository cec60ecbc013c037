import { setTimeout as pause } from 'node:timers/promises';
import { type Service, Unavailable } from '../../ports/errors.ts';
import type { FailureKind } from './relational-database.ts';

const collisionPatienceMilliseconds = 5_000;
const breakPatienceMilliseconds = 2_000;
const longestPauseMilliseconds = 20;

/** Runs work on the database; its failures are those of the port. */
export type Guard = <Result>(work: () => Promise<Result>) => Promise<Result>;

export interface GuardOptions {
  /** Whether work is done again whose answer was lost: it must do no more then than once. */
  readonly resends?: boolean;
}

/**
 * Repeats for a while what collided with another transaction, and turns a failure of the database into
 * `Unavailable`. Work that collides must leave nothing behind.
 */
export function createGuard(
  service: Service,
  classify: (error: unknown) => FailureKind,
  { resends = false }: GuardOptions = {},
): Guard {
  const patience: Readonly<Record<Exclude<FailureKind, 'other'>, number>> = {
    collision: collisionPatienceMilliseconds,
    broken: resends ? breakPatienceMilliseconds : 0,
    unavailable: 0,
  };

  async function attempt<Result>(work: () => Promise<Result>, begunAt: number): Promise<Result> {
    try {
      return await work();
    } catch (error) {
      const kind = classify(error);
      if (kind === 'other') throw error;
      if (performance.now() - begunAt >= patience[kind]) throw new Unavailable(service, error);
    }
    // At random, so that those who collided do not meet again.
    await pause(Math.random() * longestPauseMilliseconds);
    return attempt(work, begunAt);
  }

  return (work) => attempt(work, performance.now());
}
