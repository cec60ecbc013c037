import type { Page } from '../../ports/page.ts';
import type { UserDocument, UserQuery, UserView } from '../../ports/user-view.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import type { OpenView, Source } from './source.ts';

/**
 * Users by search, filter and order, page by page; for administrators.
 *
 * When nobody is found by the words as they are spelled, whoever has similar ones is: right spelling brings no noise, and
 * a small mistake no empty list. Each page decides anew by the same rule. A cursor is a place in the order, and all
 * exact finds are among the similar ones, so nothing is repeated when a user who is written meanwhile changes the
 * spelling that counts: the rest of the list is then that of the other spelling.
 * @throws AccessDenied, PositionNotReached, UnknownView, Unavailable
 */
export type ListUsers = (
  viewer: Viewer | null,
  query: UserQuery,
  source: Source,
) => Promise<Page<UserDocument>>;

export function makeListUsers({
  openUsers,
}: {
  readonly openUsers: OpenView<Pick<UserView, 'search'>>;
}): ListUsers {
  return async (viewer, query, source) => {
    requireAdmin(viewer);
    const view = await openUsers(viewer, source, { by: 'search' });
    const found = await view.search(query);
    if (found.totalCount > 0 || query.search === undefined || query.search.trim() === '') return found;
    return view.search({ ...query, spelling: 'similar' });
  };
}
