import { setTimeout as sleep } from 'node:timers/promises';

export interface Patience {
  /** How long to wait at the most, in milliseconds. */
  readonly timeout?: number;
  readonly interval?: number;
}

/** Repeats until the check no longer throws, and returns what it returned; throws its last error in the end. */
export async function waitFor<Result>(
  check: () => Result | Promise<Result>,
  { timeout = 20_000, interval = 25 }: Patience = {},
): Promise<Result> {
  const deadline = Date.now() + timeout;
  for (;;) {
    try {
      return await check();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      await sleep(interval);
    }
  }
}

/** Settles as the promise does, or rejects when that takes too long. */
export async function within<Result>(
  milliseconds: number,
  what: string,
  promise: Promise<Result>,
): Promise<Result> {
  const timer = new AbortController();
  const late = sleep(milliseconds, undefined, { signal: timer.signal }).then(
    () => {
      throw new Error(`${what} did not happen within ${milliseconds} ms.`);
    },
    // The promise was faster, and the timer was called off.
    () => new Promise<never>(() => undefined),
  );
  try {
    return await Promise.race([promise, late]);
  } finally {
    timer.abort();
  }
}
