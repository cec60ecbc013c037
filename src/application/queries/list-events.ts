import type { EventDocument, EventFilter, EventView } from '../../ports/event-view.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import { type Viewer, visibleUser } from '../viewer.ts';
import { type AtLeast, makeSearchCatchUp } from './catch-up.ts';
import type { WaitForPosition } from './wait-for-position.ts';

/**
 * Events, the newest first, page by page: one's own, or everybody's for an administrator.
 * @throws AccessDenied, PositionNotReached, Unavailable
 */
export type ListEvents = (
  viewer: Viewer | null,
  query: { readonly filter: EventFilter; readonly page: PageRequest; readonly atLeast: AtLeast },
) => Promise<Page<EventDocument>>;

export function makeListEvents(deps: {
  readonly view: Pick<EventView, 'search' | 'refresh'>;
  readonly waitFor: WaitForPosition;
}): ListEvents {
  const catchUp = makeSearchCatchUp('events', deps);
  return async (viewer, { filter, page, atLeast }) => {
    const userId = visibleUser(viewer, filter.userId);
    await catchUp(atLeast);
    return deps.view.search(userId === undefined ? filter : { ...filter, userId }, page);
  };
}
