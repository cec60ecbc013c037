import { DomainError } from '../../domain/domain-error.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { GuessLimits, MailWish } from '../guess-limits.ts';
import type { Counting, Limit, LimitName } from './counting.ts';

/** How often one source, or what is for one address, is let through. Null for no limit. */
export interface PlainPolicy {
  readonly secrets: Limit | null;
  readonly registrations: Limit | null;
  readonly mails: { readonly perSource: Limit | null; readonly perAddress: Limit | null };
}

/** What is only counted, and refused beyond a number. */
export function createPlainLimits(
  counting: Counting,
  { secrets, registrations, mails }: PlainPolicy,
  claimKeyOf: ClaimKeyOf,
): Pick<GuessLimits, 'wrongSecret' | 'mailedToken' | 'registration' | 'mail'> {
  return {
    wrongSecret,
    mailedToken: (source, attempt) => attempt().catch((error: unknown) => refuseToken(source, error)),
    registration: (source) => countOnly('registrations', ['registrations', source], registrations),
    async mail({ to, source }: MailWish) {
      const { perSource, perAddress } = mails;
      const [from, name] = [
        ['mails', 'source', source],
        ['mails', 'address', claimKeyOf(to)],
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
