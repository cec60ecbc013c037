import { DomainError } from '../../domain/domain-error.ts';
import type { AddressClaim, MessageStore, UserId } from '../../ports/message-store.ts';
import type { AskedBy, SettleClaim } from './settle-claim.ts';

/** A user, and the version behind which an event is to say that the user has the address. */
export interface Claimant {
  readonly userId: UserId;
  readonly version: number;
}

/**
 * Claims an address for a user who has another one until the next event, which has to be appended at just that version: then the claim
 * stands, and otherwise it never will.
 * @throws DomainError EMAIL_TAKEN when it is somebody else's; CONFLICT when others keep being faster
 * @throws Unavailable
 */
export type ClaimAddress = (claimKey: string, claimant: Claimant, request: AskedBy) => Promise<void>;

const maximumAttempts = 20;

export function makeClaimAddress(deps: {
  readonly store: Pick<MessageStore, 'claimOf' | 'changeClaim'>;
  readonly settleClaim: SettleClaim;
}): ClaimAddress {
  return async (claimKey, { userId, version }, request) => {
    const next = { userId, givenAt: version + 1 };
    for (let attempt = 1; attempt <= maximumAttempts; attempt += 1) {
      const present = await deps.store.claimOf(claimKey);
      if (present !== null && present.userId !== userId) await makeRoom(claimKey, userId, request);
      else if (await replace(claimKey, present, next)) return;
    }
    throw new DomainError({ code: 'CONFLICT' });
  };

  async function makeRoom(claimKey: string, userId: UserId, request: AskedBy): Promise<void> {
    const owner = await deps.settleClaim(claimKey, request);
    if (owner !== null && owner !== userId) throw new DomainError({ code: 'EMAIL_TAKEN' });
  }

  async function replace(
    claimKey: string,
    present: AddressClaim | null,
    next: { readonly userId: UserId; readonly givenAt: number },
  ): Promise<boolean> {
    // The user's stream has come further, and this append will conflict.
    if ((present?.givenAt ?? 0) > next.givenAt) return true;
    return deps.store.changeClaim(claimKey, present, next);
  }
}
