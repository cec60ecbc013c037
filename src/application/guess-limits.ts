import { type EmailAddress, toEmailAddress } from '../domain/email-address.ts';
import type { AttemptCounters, CounterKeyOf } from '../ports/attempt-counters.ts';
import type { ClaimKeyOf } from '../ports/claim-key.ts';
import { type DeviceTokens, deviceTokenLifetime } from '../ports/device-tokens.ts';
import type { UserId } from '../ports/message-store.ts';
import type { Clock } from './environment.ts';
import { type AdmittedGuess, createGuessGate, type GuessPolicy } from './guesses/admit-guess.ts';
import { createCounting, type LimitName } from './guesses/counting.ts';
import { forgiveGuesses } from './guesses/forgive-guesses.ts';
import { createPlainLimits, type PlainLimits, type PlainPolicy } from './guesses/plain-limits.ts';
import { type GuessOutcome, settleGuess } from './guesses/settle-guess.ts';

/** Whose password somebody tries to prove: that of an address, known or not, or of the signed-in user. */
export type GuessBy = { readonly email: string } | { readonly userId: UserId };

/** An attempt to prove a password. */
export interface PasswordGuess {
  readonly by: GuessBy;
  /** Where it comes from, as `RequestInfo` has it. */
  readonly source: string;
  /** As the client sent it; null when it sent none. */
  readonly deviceToken: string | null;
}

/** Hears of attempts, for metrics. */
export interface GuessObserver {
  guess(outcome: GuessOutcome): void;
  refusal(limit: LimitName): void;
}

/** By what a client is known from now on. */
export interface KnownDevice {
  readonly token: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiresAt: number;
}

/** Bounds how often secrets can be guessed, over all gateways together. */
export interface GuessLimits extends PlainLimits {
  /**
   * Runs an attempt to prove a password once it is counted, so that of many at once no more are run than the limits
   * let through. Has to stand outside of what replays an answer: a replay is an attempt too.
   * @throws DomainError TOO_MANY_REQUESTS, ACCOUNT_LOCKED (never for a signed-in user), and whatever the attempt throws
   * @throws Unavailable when it cannot be counted: the attempt is not run then
   *
   * @example await limits.password({ by: { email }, source, deviceToken: null }, () => logIn(input, command));
   */
  password<Result>(guess: PasswordGuess, attempt: () => Promise<Result>): Promise<Result>;
  /**
   * Forgets the wrong guesses at an account whose password was just reset, which were at another one, as far as they would keep
   * whoever did that from signing in: those of all strangers together, and those from where it was done. Never rejects.
   */
  forgive(account: { readonly email: EmailAddress; readonly source: string }): Promise<void>;
  /** A token for the client that just signed in with this address; null for what is no address. */
  rememberDevice(email: string): KnownDevice | null;
}

export function makeGuessLimits(deps: {
  readonly counters: Pick<AttemptCounters, 'count' | 'takeBack' | 'forget'>;
  readonly counterKeyOf: CounterKeyOf;
  readonly claimKeyOf: ClaimKeyOf;
  readonly deviceTokens: DeviceTokens;
  readonly clock: Clock;
  readonly observe: GuessObserver;
  readonly policy: GuessPolicy;
  readonly registrations: PlainPolicy['registrations'];
  readonly mails: PlainPolicy['mails'];
}): GuessLimits {
  const { deviceTokens, clock, observe, policy } = deps;
  const counting = createCounting({ ...deps, observeRefusal: (limit) => observe.refusal(limit) });
  const gate = createGuessGate(counting, policy);

  const plain = { ...deps, secrets: policy.perSource };
  return {
    ...createPlainLimits(counting, plain, deps.claimKeyOf),
    async password(guess, attempt) {
      const account = accountOf(guess.by);
      // What is no address is nobody's: the attempt tells what is wrong with it, and reads no account.
      if (account === null) return attempt();
      const admitted = await admit(guess, account).catch((error: unknown) => {
        observe.guess('refused');
        throw error;
      });
      return settleGuess(admitted, attempt, observe.guess);
    },
    forgive: ({ email, source }) => forgiveGuesses(counting, { account: deps.claimKeyOf(email), source }),
    rememberDevice(email) {
      const account = accountOf({ email });
      const now = clock();
      if (account === null) return null;
      return { token: deviceTokens.issue(account, now), expiresAt: now + deviceTokenLifetime };
    },
  };

  function accountOf(by: GuessBy): string | null {
    if ('userId' in by) return by.userId;
    const email = toEmailAddress(by.email);
    return typeof email === 'string' ? deps.claimKeyOf(email) : null;
  }

  async function admit({ by, source, deviceToken }: PasswordGuess, account: string): Promise<AdmittedGuess> {
    // Who holds an access token is no stranger, and has no other client to turn to.
    if ('userId' in by) return gate.admitSignedIn(account);
    const device = deviceToken === null ? null : deviceTokens.deviceOf(deviceToken, account, clock());
    const known = device === null ? null : await gate.admitKnown(account, device);
    return known ?? gate.admitStranger(account, source);
  }
}
