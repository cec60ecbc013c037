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

/** Holds back what succeeds as well: where an answer must not tell whether there is an account. */
export type WithAnswerFloor = WithRefusalFloor;

interface FloorDeps {
  readonly monotonicClock: MonotonicClock;
  readonly delay: Delay;
  /** In milliseconds; longer than an attempt takes on a machine that is not overloaded. */
  readonly quantum: number;
}

export function makeRefusalFloor(deps: FloorDeps): WithRefusalFloor {
  return async (attempt) => {
    const start = deps.monotonicClock();
    return attempt().catch((error: unknown) => refuseAtQuantum(deps, start, error));
  };
}

export function makeAnswerFloor(deps: FloorDeps): WithAnswerFloor {
  return async (attempt) => {
    const start = deps.monotonicClock();
    const result = await attempt().catch((error: unknown) => refuseAtQuantum(deps, start, error));
    await waitForQuantum(deps, start);
    return result;
  };
}

async function refuseAtQuantum(deps: FloorDeps, start: number, error: unknown): Promise<never> {
  if (tellsOfAnAccount(error)) await waitForQuantum(deps, start);
  throw error;
}

async function waitForQuantum({ monotonicClock, delay, quantum }: FloorDeps, start: number): Promise<void> {
  const elapsed = () => monotonicClock() - start;
  const end = Math.ceil(elapsed() / quantum) * quantum;
  // A timer can fire early, and by more after work that kept the thread: that would tell of the work.
  for (let rest = end - elapsed(); rest > 0; rest = end - elapsed()) await delay(Math.ceil(rest));
}

/** Decided by the input alone. Even that the hashers are busy is found out after the account was looked for. */
const decidedBefore: ReadonlySet<DomainErrorCode> = new Set(['INVALID_INPUT']);

function tellsOfAnAccount(error: unknown): boolean {
  return error instanceof DomainError && !decidedBefore.has(error.code);
}
