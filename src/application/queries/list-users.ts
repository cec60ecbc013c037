import type { Page } from '../../ports/page.ts';
import type { UserDocument, UserQuery, UserView } from '../../ports/user-view.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import type { OpenView, Source } from './source.ts';

/**
 * Users by search, filter and order, page by page; for administrators.
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
    return view.search(query);
  };
}
