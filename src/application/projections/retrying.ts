import type { Delay } from '../environment.ts';
import type { Log } from '../log.ts';

const firstPause = 100;
const longestPause = 5_000;

/**
 * Repeats until it succeeds or the signal aborts, at least once, with pauses that grow; says so once when it
 * begins to fail, and once when it ends.
 */
export type Retry = (work: () => Promise<void>) => Promise<void>;

export function makeRetry(deps: Deps, projection: string, signal: AbortSignal): Retry {
  return async (work) => {
    for (let failures = 0; !(await attempt({ ...deps, projection }, work, failures)); failures += 1) {
      await deps.delay(pauseAfter(failures), signal);
      if (signal.aborted) return;
    }
  };
}

/** A little shorter by chance, so that those who failed together do not come back together. */
function pauseAfter(failures: number): number {
  return Math.min(firstPause * 2 ** failures, longestPause) * (1 - Math.random() / 2);
}

interface Deps {
  readonly log: Log;
  readonly delay: Delay;
}

/** Answers whether it succeeded, after so many failures. */
async function attempt(
  { log, projection }: { readonly log: Log; readonly projection: string },
  work: () => Promise<void>,
  failures: number,
): Promise<boolean> {
  try {
    await work();
    if (failures > 0) log.info({ projection, failures }, 'The projection works again');
    return true;
  } catch (error) {
    if (failures === 0) log.warn({ projection, err: error }, 'The projection waits and tries again');
    return false;
  }
}
