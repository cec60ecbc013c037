import { DomainError, type DomainErrorCode } from '../domain/domain-error.ts';
import type { Delay, MonotonicClock } from './environment.ts';

/**
 * Runs an attempt, and holds a refusal of it back until the time since its start is a whole number of quanta.
 * Whoever is refused cannot tell by the time how much work went before. What succeeds is answered at once, and
 * so are failures that say nothing about an account.
 *
 * @example const loggedIn = await withRefusalFloor(() => attempt(email, password));
 */
export type WithRefusalFloor = <Result>(attempt: () => Promise<Result>) => Promise<Result>;

/** @param deps.quantum in milliseconds; longer than a refusal takes on a machine that is not overloaded */
export function makeRefusalFloor(deps: {
  readonly monotonicClock: MonotonicClock;
  readonly delay: Delay;
  readonly quantum: number;
}): WithRefusalFloor {
  return async (attempt) => {
    const start = deps.monotonicClock();
    try {
      return await attempt();
    } catch (error) {
      if (tellsOfAnAccount(error)) await waitForQuantum(start);
      throw error;
    }
  };

  async function waitForQuantum(start: number): Promise<void> {
    const elapsed = () => deps.monotonicClock() - start;
    const end = Math.ceil(elapsed() / deps.quantum) * deps.quantum;
    // A timer can fire early, and by more after work that kept the thread: that would tell of the work.
    for (let rest = end - elapsed(); rest > 0; rest = end - elapsed()) await deps.delay(Math.ceil(rest));
  }
}

/** Decided by the input alone. Even that the hashers are busy is found out after the account was looked for. */
const decidedBefore: ReadonlySet<DomainErrorCode> = new Set(['INVALID_INPUT']);

function tellsOfAnAccount(error: unknown): boolean {
  return error instanceof DomainError && !decidedBefore.has(error.code);
}
