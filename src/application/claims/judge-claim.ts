import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { AddressClaim } from '../../ports/message-store.ts';
import type { FoldedUser } from '../load-user.ts';

/**
 * - `stands`: the user has the address.
 * - `pending`: the user may still be given it by the next events.
 * - `void`: it came to nothing, or the user has another address since; nothing brings it back to life.
 */
export type ClaimStanding = 'stands' | 'pending' | 'void';

/** What a claim is worth, by the user as the log has it since the claim was read. */
export function judgeClaim(
  { claimKey, claim }: { readonly claimKey: string; readonly claim: AddressClaim },
  { user, version }: FoldedUser,
  claimKeyOf: ClaimKeyOf,
): ClaimStanding {
  // Nobody who is unknown or erased is given an address.
  if (user.kind !== 'registered') return 'void';
  if (claimKeyOf(user.email) === claimKey) return 'stands';
  return version < (claim.givenAt ?? 0) ? 'pending' : 'void';
}
