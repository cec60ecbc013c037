import { Unavailable } from '../../ports/errors.ts';
import type { Delay } from '../environment.ts';

const firstPause = 100;
const longestPause = 5_000;

/** Repeats what fails because a service is away, with pauses that grow. Everything else that it throws ends it. */
export type Patiently = <Result>(work: () => Promise<Result>) => Promise<Result>;

interface Deps {
  readonly delay: Delay;
  /** Throws when the work has to end here. */
  readonly checkpoint: () => void;
  /** Told once, until it is back. */
  readonly onAway: (error: Unavailable) => void;
  readonly onBack: () => void;
}

/** A patience that all parts of one run share, so that an outage is told once. */
export function makePatience({ delay, checkpoint, onAway, onBack }: Deps): Patiently {
  let isAway = false;
  return async (work) => {
    for (let failures = 0; ; failures += 1) {
      checkpoint();
      const attempt = await attemptOf(work);
      if (!('away' in attempt)) {
        if (failures > 0) tellBack();
        return attempt.result;
      }
      tellAway(attempt.away);
      await delay(Math.min(firstPause * 2 ** failures, longestPause));
    }
  };

  function tellAway(error: Unavailable): void {
    if (!isAway) onAway(error);
    isAway = true;
  }

  function tellBack(): void {
    if (isAway) onBack();
    isAway = false;
  }
}

async function attemptOf<Result>(
  work: () => Promise<Result>,
): Promise<{ readonly result: Result } | { readonly away: Unavailable }> {
  try {
    return { result: await work() };
  } catch (error) {
    if (error instanceof Unavailable) return { away: error };
    throw error;
  }
}
