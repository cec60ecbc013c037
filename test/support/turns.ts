import type { Delay } from '../../src/application/environment.ts';

/** Lets what waits between its rounds do one round after the other, when it is told to. */
export function createTurns(): {
  readonly delay: Delay;
  /** Begins a round, and resolves when it is over. */
  readonly turn: () => Promise<void>;
  /** Lets it go on for good. */
  readonly stop: () => void;
} {
  let waiting = Promise.withResolvers<void>();
  let round = Promise.withResolvers<void>();
  return {
    delay() {
      waiting.resolve();
      return round.promise;
    },
    async turn() {
      await waiting.promise;
      waiting = Promise.withResolvers();
      const begun = round;
      round = Promise.withResolvers();
      begun.resolve();
      await waiting.promise;
    },
    stop: () => round.resolve(),
  };
}
