import type { UserDocument } from '../../ports/user-view.ts';
import { type LoadUser, makeLoadUserAsOf } from '../load-user.ts';
import { attemptUsers } from '../projections/attempt-users.ts';
import type { EventReading } from '../projections/read-entry.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { Fold } from './fold.ts';

/** The documents of the view `users`: one a user. */
export function makeFoldUsers(deps: EventReading & { readonly loadUser: LoadUser }): Fold<UserDocument> {
  const loadUserAsOf = makeLoadUserAsOf(deps);
  return async function* fold(userIds, asOf) {
    const documents: UserDocument[] = [];
    const failed = await attemptUsers(userIds, async (userId) => {
      const { user, version } = await (asOf === undefined
        ? deps.loadUser(userId)
        : loadUserAsOf(userId, asOf));
      if (version > 0) documents.push(toUserDocument(userId, user, version));
    });
    yield { documents, failed };
  };
}
