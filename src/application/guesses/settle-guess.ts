import { DomainError, type DomainErrorCode } from '../../domain/domain-error.ts';
import { Unavailable } from '../../ports/errors.ts';
import { AccessDenied } from '../errors.ts';
import type { AdmittedGuess } from './admit-guess.ts';

/**
 * How the attempts ended: `undecided` ones told nothing about the secret and are not counted, `refused` ones were not
 * made.
 */
export type GuessOutcome = 'right' | 'wrong' | 'undecided' | 'refused';

/**
 * Makes an admitted guess, and changes the counters before the answer leaves: who has it may try again at once, at another
 * gateway.
 */
export async function settleGuess<Result>(
  admitted: AdmittedGuess,
  attempt: () => Promise<Result>,
  observe: (outcome: Exclude<GuessOutcome, 'refused'>) => void,
): Promise<Result> {
  try {
    const result = await attempt();
    await end('right');
    return result;
  } catch (error) {
    await end(outcomeOf(error));
    throw error;
  }

  async function end(outcome: Exclude<GuessOutcome, 'refused'>): Promise<void> {
    observe(outcome);
    if (outcome === 'right') await admitted.prove();
    if (outcome === 'undecided') await admitted.takeBack();
  }
}

const proving: ReadonlySet<DomainErrorCode> = new Set(['ACCOUNT_DEACTIVATED']);
const failing: ReadonlySet<DomainErrorCode> = new Set(['INVALID_CREDENTIALS']);

/** What nobody foresaw may have told something about the password. */
function outcomeOf(error: unknown): Exclude<GuessOutcome, 'refused'> {
  if (error instanceof Unavailable || error instanceof AccessDenied) return 'undecided';
  if (!(error instanceof DomainError) || failing.has(error.code)) return 'wrong';
  return proving.has(error.code) ? 'right' : 'undecided';
}
