import type { UserId } from '../../ports/message-store.ts';
import { judgeClaim } from './judge-claim.ts';
import type { ClaimDeps } from './settle-claim.ts';

/**
 * Removes a user's claim of an address that the log says is not theirs, or not any more. It does nothing to any other claim, and can
 * be done again at any time.
 * @throws Unavailable
 */
export type ReleaseClaim = (claimKey: string, userId: UserId) => Promise<void>;

export function makeReleaseClaim({ store, loadUser, claimKeyOf }: ClaimDeps): ReleaseClaim {
  return async (claimKey, userId) => {
    const claim = await store.claimOf(claimKey);
    if (claim === null || claim.userId !== userId) return;
    // Behind the claim, so that the user is as the claim has it, or later.
    const known = await loadUser(userId);
    if (judgeClaim({ claimKey, claim }, known, claimKeyOf) !== 'void') return;
    await store.changeClaim(claimKey, claim, null);
  };
}
