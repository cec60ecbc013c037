import type { EventDocument, EventFilter, EventView } from '../../ports/event-view.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import { type Viewer, visibleUser } from '../viewer.ts';
import type { OpenView, Source } from './source.ts';

/**
 * Events, the newest first, page by page: one's own, or everybody's for an administrator.
 * @throws AccessDenied, PositionNotReached, UserSetAside, UnknownView, Unavailable
 */
export type ListEvents = (
  viewer: Viewer | null,
  query: { readonly filter: EventFilter; readonly page: PageRequest; readonly source: Source },
) => Promise<Page<EventDocument>>;

export function makeListEvents({
  openEvents,
}: {
  readonly openEvents: OpenView<Pick<EventView, 'search'>>;
}): ListEvents {
  return async (viewer, { filter, page, source }) => {
    const userId = visibleUser(viewer, filter.userId);
    const view = await openEvents(viewer, source, { by: 'search', userId });
    return view.search(userId === undefined ? filter : { ...filter, userId }, page);
  };
}
