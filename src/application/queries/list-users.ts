import type { Page } from '../../ports/page.ts';
import type { Position } from '../../ports/position.ts';
import type { UserDocument, UserQuery, UserView } from '../../ports/user-view.ts';
import { requireAdmin, type Viewer } from '../viewer.ts';
import type { WaitForPosition } from './wait-for-position.ts';

/**
 * Users by search, filter and order, page by page; for administrators.
 * @throws AccessDenied, PositionNotReached, Unavailable
 */
export type ListUsers = (
  viewer: Viewer | null,
  query: UserQuery,
  atLeast?: Position | null,
) => Promise<Page<UserDocument>>;

export function makeListUsers(deps: {
  readonly view: Pick<UserView, 'search' | 'refresh'>;
  readonly waitFor: WaitForPosition;
}): ListUsers {
  return async (viewer, query, atLeast) => {
    requireAdmin(viewer);
    if (atLeast !== null && atLeast !== undefined) {
      await deps.waitFor('users', atLeast);
      await deps.view.refresh();
    }
    return deps.view.search(query);
  };
}
