import type { RegisteredUser } from '../../domain/user/user.ts';
import type { ClaimKeyOf } from '../../ports/claim-key.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import type { LoadedUser, LoadUser } from '../load-user.ts';

/** A user as the log has it, who is not erased. */
export interface Owner {
  readonly userId: UserId;
  readonly known: LoadedUser;
  readonly user: RegisteredUser;
}

/**
 * Who has an address, by its claim key; null for nobody. An address is also claimed for who does not have it yet, or not any more:
 * that is nobody here.
 * @throws Unavailable
 */
export type FindOwner = (claimKey: string) => Promise<Owner | null>;

export function makeFindOwner(deps: {
  readonly store: Pick<MessageStore, 'ownerOf'>;
  readonly loadUser: LoadUser;
  readonly claimKeyOf: ClaimKeyOf;
}): FindOwner {
  return async (claimKey) => {
    const userId = await deps.store.ownerOf(claimKey);
    if (userId === null) return null;
    const known = await deps.loadUser(userId);
    const { user } = known;
    if (user.kind !== 'registered' || deps.claimKeyOf(user.email) !== claimKey) return null;
    return { userId, known, user };
  };
}
