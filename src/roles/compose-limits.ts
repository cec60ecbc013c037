import type { Secrets } from '../adapters/crypto/secrets.ts';
import { type GuessLimits, type GuessObserver, makeGuessLimits } from '../application/guess-limits.ts';
import type { Config } from './config.ts';
import type { Stores } from './stores.ts';

const unheard: GuessObserver = { guess: () => undefined, refusal: () => undefined };

/** Builds what bounds guessing. */
export function composeLimits(
  config: Config,
  deps: {
    readonly stores: Pick<Stores, 'counters'>;
    readonly secrets: Pick<Secrets, 'counterKey' | 'claimKey' | 'deviceTokens'>;
    readonly observeGuesses?: GuessObserver;
  },
): GuessLimits {
  const { counterKey: counterKeyOf, claimKey: claimKeyOf, deviceTokens } = deps.secrets;
  return makeGuessLimits({
    counters: deps.stores.counters,
    counterKeyOf,
    claimKeyOf,
    deviceTokens,
    clock: Date.now,
    observe: deps.observeGuesses ?? unheard,
    policy: {
      perSource: config.LIMIT_GUESSES_PER_SOURCE,
      perAccountAndSource: config.LIMIT_GUESSES_PER_ACCOUNT_AND_SOURCE,
      perAccount: config.LIMIT_GUESSES_PER_ACCOUNT,
      guessesBeforeDelay: config.GUESSES_BEFORE_DELAY,
      longestDelay: config.GUESS_DELAY,
    },
    registrations: config.LIMIT_REGISTRATIONS_PER_SOURCE,
    mails: { perSource: config.LIMIT_MAILS_PER_SOURCE, perAddress: config.LIMIT_MAILS_PER_ADDRESS },
  });
}
