import type { UserId } from '../../ports/message-store.ts';
import type { UserDocument, UserView } from '../../ports/user-view.ts';
import type { LoadUser } from '../load-user.ts';
import { attemptUsers } from './attempt-users.ts';
import type { Projection } from './projection.ts';
import { toUserDocument } from './to-user-document.ts';
import { writeOthers } from './write-others.ts';

/**
 * The projection of the view `users`: every user that an entry refers to is loaded as it is now, and written as
 * a whole document, which the view takes only when its version is newer.
 */
export function createUsersProjection(deps: {
  readonly view: Pick<UserView, 'write'>;
  readonly loadUser: LoadUser;
}): Projection {
  return {
    name: 'users',
    async apply(entries) {
      const documents: UserDocument[] = [];
      const userIds = new Set(entries.map(({ userId }) => userId));
      const failed = await attemptUsers(userIds, async (userId) => {
        documents.push(await documentOf(userId));
      });
      return [...failed, ...(await writeOthers(deps.view, documents, ({ id }) => id))];
    },
    async reapply(userId) {
      await deps.view.write([await documentOf(userId)]);
    },
  };

  async function documentOf(userId: UserId): Promise<UserDocument> {
    const { user, version } = await deps.loadUser(userId);
    return toUserDocument(userId, user, version);
  }
}
