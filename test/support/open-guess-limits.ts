import { randomBytes } from 'node:crypto';
import { onTestFinished, vi } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { makeGuessLimits, type PasswordGuess } from '../../src/application/guess-limits.ts';
import type { GuessPolicy } from '../../src/application/guesses/admit-guess.ts';
import type { GuessOutcome } from '../../src/application/guesses/settle-guess.ts';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { AttemptCounters } from '../../src/ports/attempt-counters.ts';
import { openSqliteCounters } from '../../src/roles/open-counters.ts';

const day = 86_400;

/** The policy that stands when nothing is set. */
const standardPolicy: GuessPolicy = {
  perSource: { attempts: 300, seconds: 3_600 },
  perAccountAndSource: { attempts: 20, seconds: day },
  perAccount: { attempts: 100, seconds: day },
  guessesBeforeDelay: 4,
  longestDelay: 900,
};

/** What became of a guess: its outcome, or the refusal with the seconds until it may be made. */
export type Answer = 'right' | 'wrong' | readonly ['TOO_MANY_REQUESTS' | 'ACCOUNT_LOCKED', number];

/** Guess limits on counters in memory, at a clock that stands still until it is told to go on. */
export async function openGuessLimits({
  counters: given,
  ...policy
}: Partial<GuessPolicy> & {
  readonly counters?: (counters: AttemptCounters) => Partial<AttemptCounters>;
} = {}) {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.UTC(2026, 0, 1) });
  const counters = openSqliteCounters(':memory:');
  onTestFinished(async () => {
    vi.useRealTimers();
    await counters.close();
  });
  await counters.prepare();
  const { counterKey: counterKeyOf, claimKey: claimKeyOf, deviceTokens } = createSecrets(randomBytes(32));
  const guesses: GuessOutcome[] = [];
  const refusals: string[] = [];
  const limits = makeGuessLimits({
    counters: { ...counters, ...given?.(counters) },
    counterKeyOf,
    claimKeyOf,
    deviceTokens,
    clock: Date.now,
    observe: { guess: (outcome) => guesses.push(outcome), refusal: (limit) => refusals.push(limit) },
    policy: { ...standardPolicy, ...policy },
    registrations: { attempts: 3, seconds: 3_600 },
    mails: { perSource: { attempts: 6, seconds: 3_600 }, perAddress: { attempts: 2, seconds: 3_600 } },
  });
  let checked = 0;

  /** Guesses at a password; how often one was checked, `checked` tells. */
  async function guess(
    end: 'right' | 'wrong' | DomainError | Error,
    {
      by = { email: 'ada@example.com' },
      source = '192.0.2.1',
      deviceToken = null,
    }: Partial<PasswordGuess> = {},
  ): Promise<Answer> {
    const work = limits.password({ by, source, deviceToken }, async () => {
      checked += 1;
      if (end === 'right') return 'right' as const;
      throw end === 'wrong' ? new DomainError({ code: 'INVALID_CREDENTIALS' }) : end;
    });
    return work.catch(toAnswer);
  }

  return {
    limits,
    guesses,
    refusals,
    guess,
    checked: () => checked,
    goOn: (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000),
  };
}

function toAnswer(error: unknown): Answer {
  if (!(error instanceof DomainError)) throw error;
  const { refusal } = error;
  if (refusal.code === 'INVALID_CREDENTIALS') return 'wrong';
  if (refusal.code !== 'TOO_MANY_REQUESTS' && refusal.code !== 'ACCOUNT_LOCKED') throw error;
  return [refusal.code, (refusal.retryAfter.getTime() - Date.now()) / 1_000];
}

/** So many guesses, one after the other. */
export async function repeat(
  times: number,
  guess: (index: number) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = [];
  for (let index = 0; index < times; index += 1) answers.push(await guess(index));
  return answers;
}

export function wrong(times: number): readonly Answer[] {
  return Array.from({ length: times }, () => 'wrong');
}
