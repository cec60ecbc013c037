import { pauseOf } from './counter-parts.ts';
import { type Counted, type Counting, isOver } from './counting.ts';

export interface PausePolicy {
  /** How many wrong guesses are taken at once. */
  readonly guessesBeforeDelay: number;
  /** In seconds. */
  readonly longestDelay: number;
}

/**
 * Lets one guess through for each pause; each pause is twice as long as the one before. Of many guesses at once it
 * lets one through: whoever counts first in a counter that lasts as long as the pause.
 * @param own the guess as the counter has it that tells how many there were
 * @param counted the guess as all counters have it so far
 * @returns the pause that begins with it; nothing for one of the first guesses
 * @throws DomainError TOO_MANY_REQUESTS, Unavailable
 */
export type PauseAfter = (own: Counted, counted: readonly Counted[]) => Promise<readonly Counted[]>;

export function createPauseAfter(counting: Counting, policy: PausePolicy): PauseAfter {
  return async ({ key, count: { attempts } }, counted) => {
    if (attempts < policy.guessesBeforeDelay) return [];
    const seconds = Math.min(2 ** (attempts - policy.guessesBeforeDelay), policy.longestDelay);
    const pause = await counting.count({
      name: 'pause',
      parts: pauseOf(key),
      limit: { attempts: 1, seconds },
    });
    // The pause is not taken back: by then it may be the next one, which somebody else began.
    if (isOver(pause)) return counting.refuse(pause, counted);
    return [pause];
  };
}
