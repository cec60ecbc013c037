import { Counter, type Registry } from 'prom-client';
import type { GuessObserver } from '../application/guess-limits.ts';

/** Counts guesses and refusals, of this process. */
export function createLimitMetrics(registry: Registry): GuessObserver {
  const registers = [registry];
  const guesses = new Counter({
    name: 'gatehouse_guesses_total',
    help: 'Attempts to prove a password: right, wrong, undecided as they ended before that was known, or refused by a limit.',
    labelNames: ['outcome'],
    registers,
  });
  const refusals = new Counter({
    name: 'gatehouse_limit_refusals_total',
    help: 'What a limit refused, by the limit.',
    labelNames: ['limit'],
    registers,
  });
  return {
    guess: (outcome) => guesses.inc({ outcome }),
    refusal: (limit) => refusals.inc({ limit }),
  };
}
