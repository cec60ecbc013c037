import { DomainError } from '../../domain/domain-error.ts';
import type { EmailAddress } from '../../domain/email-address.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { TokenPurpose } from '../../ports/one-time-tokens.ts';
import type { Counting, Limit, LimitName } from './counting.ts';

/** How often one source, or what is for one address, is let through. Null for no limit. */
export interface PlainPolicy {
  readonly secrets: Limit | null;
  readonly registrations: Limit | null;
  readonly mails: { readonly perSource: Limit | null; readonly perAddress: Limit | null };
}

/** A wish for a mail. */
export interface MailWish {
  /** Whom it would go to, whether anybody has an account there or not. */
  readonly to: EmailAddress;
  /** What the token in it would be for: whoever can ask for one kind for an address keeps nobody from asking for another. */
  readonly purpose: TokenPurpose;
  /** As with a guess. */
  readonly source: string;
}

/** What is only counted, and refused beyond a number. */
export interface PlainLimits {
  /**
   * Counts a secret with too many bits to be guessed, such as a token that nobody issued, after it was found wrong.
   * @throws DomainError TOO_MANY_REQUESTS instead of what the caller would answer
   * @throws Unavailable
   */
  wrongSecret(source: string): Promise<void>;
  /**
   * Runs an attempt to use a token that was mailed, and counts it when the token was wrong (INVALID_TOKEN). Has to stand outside of
   * what replays an answer.
   * @throws DomainError TOO_MANY_REQUESTS instead of INVALID_TOKEN, and whatever the attempt throws
   * @throws Unavailable
   */
  mailedToken<Result>(source: string, attempt: () => Promise<Result>): Promise<Result>;
  /** Counts a wish to register. @throws DomainError TOO_MANY_REQUESTS @throws Unavailable */
  registration(source: string): Promise<void>;
  /**
   * Counts a wish for a mail, before anything is looked for that would tell whether there is somebody to write to.
   * @throws DomainError TOO_MANY_REQUESTS @throws Unavailable
   */
  mail(wish: MailWish): Promise<void>;
}

export function createPlainLimits(
  counting: Counting,
  { secrets, registrations, mails }: PlainPolicy,
  claimKeyOf: ClaimKeyOf,
): PlainLimits {
  return {
    wrongSecret,
    mailedToken: (source, attempt) => attempt().catch((error: unknown) => refuseToken(source, error)),
    registration: (source) => countOnly('registrations', ['registrations', source], registrations),
    async mail({ to, purpose, source }: MailWish) {
      const { perSource, perAddress } = mails;
      const [from, name] = [
        ['mails', 'source', source],
        ['mails', 'address', purpose, claimKeyOf(to)],
      ];
      const counted = await Promise.all([
        counting.countIf({ name: 'mails_from_source', parts: from, limit: perSource }),
        counting.countIf({ name: 'mails_to_address', parts: name, limit: perAddress }),
      ]);
      await counting.refuseIfOver(counted.flat());
    },
  };

  async function countOnly(name: LimitName, parts: readonly string[], limit: Limit | null): Promise<void> {
    await counting.refuseIfOver(await counting.countIf({ name, parts, limit }));
  }

  function wrongSecret(source: string): Promise<void> {
    return countOnly('secrets', ['source', source], secrets);
  }

  async function refuseToken(source: string, error: unknown): Promise<never> {
    if (error instanceof DomainError && error.code === 'INVALID_TOKEN') await wrongSecret(source);
    throw error;
  }
}
