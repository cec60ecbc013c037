import type { EmailAddress } from '../domain/email-address.ts';
import type { RegisteredUser } from '../domain/user/user.ts';
import type { ClaimKeyOf } from '../ports/claim-key.ts';
import type { MessageStore, UserId } from '../ports/message-store.ts';
import type { LoadedUser, LoadUser } from './load-user.ts';

/** Somebody who has an address. */
export interface Account {
  readonly userId: UserId;
  readonly known: LoadedUser;
  readonly user: RegisteredUser;
}

/**
 * Who has an address now, whatever their status; null for nobody. Whoever is about to have it, or had it, does not.
 * @throws Unavailable
 */
export type AccountOf = (email: EmailAddress) => Promise<Account | null>;

export function makeAccountOf(deps: {
  readonly store: Pick<MessageStore, 'ownerOf'>;
  readonly claimKeyOf: ClaimKeyOf;
  readonly loadUser: LoadUser;
}): AccountOf {
  return async (email) => {
    const userId = await deps.store.ownerOf(deps.claimKeyOf(email));
    if (userId === null) return null;
    const known = await deps.loadUser(userId);
    const { user } = known;
    return user.kind === 'registered' && user.email === email ? { userId, known, user } : null;
  };
}
