import type { Page } from '../../ports/page.ts';
import type { UserDocument, UserQuery, UserView } from '../../ports/user-view.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import { type AtLeast, makeSearchCatchUp } from './catch-up.ts';
import type { WaitForPosition } from './wait-for-position.ts';

/**
 * Users by search, filter and order, page by page; for administrators.
 * @throws AccessDenied, PositionNotReached, Unavailable
 */
export type ListUsers = (
  viewer: Viewer | null,
  query: UserQuery,
  atLeast: AtLeast,
) => Promise<Page<UserDocument>>;

export function makeListUsers(deps: {
  readonly view: Pick<UserView, 'search' | 'refresh'>;
  readonly waitFor: WaitForPosition;
}): ListUsers {
  const catchUp = makeSearchCatchUp('users', deps);
  return async (viewer, query, atLeast) => {
    requireAdmin(viewer);
    await catchUp(atLeast);
    return deps.view.search(query);
  };
}
