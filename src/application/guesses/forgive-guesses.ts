import { devicesOf, pairOf, pauseOf, wholeOf } from './counter-parts.ts';
import type { Counting } from './counting.ts';

/**
 * Forgets the guesses at an account by all strangers and by all known devices together, and those from one source. Never
 * rejects: what could not be forgotten refuses too much rather than too little.
 */
export function forgiveGuesses(
  counting: Pick<Counting, 'forget' | 'keyOf'>,
  { account, source }: { readonly account: string; readonly source: string },
): Promise<void> {
  const pair = counting.keyOf(pairOf(account, source));
  const others = [pauseOf(pair), wholeOf(account), devicesOf(account)].map(counting.keyOf);
  return counting.forget([pair, ...others].map((key) => ({ key })));
}
