import type { UserView } from '../../ports/user-view.ts';
import { mapBounded } from '../bounded-map.ts';
import type { LoadUser } from '../load-user.ts';
import type { Projection } from './projection.ts';
import { toUserDocument } from './to-user-document.ts';

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
      const userIds = [...new Set(entries.map((entry) => entry.userId))];
      const documents = await mapBounded(userIds, async (userId) => {
        const { user, version } = await deps.loadUser(userId);
        return toUserDocument(userId, user, version);
      });
      await deps.view.write(documents);
    },
  };
}
