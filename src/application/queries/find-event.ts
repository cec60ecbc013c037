import type { EventDocument, EventView } from '../../ports/event-view.ts';
import { AccessDenied } from '../errors.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';
import type { AtLeast } from './catch-up.ts';
import type { OpenView } from './source.ts';

/**
 * One event by its id: one's own, or anybody's for an administrator.
 * @throws AccessDenied, PositionNotReached, Unavailable
 */
export type FindEvent = (
  viewer: Viewer | null,
  eventId: string,
  atLeast: AtLeast,
) => Promise<EventDocument | null>;

export function makeFindEvent({
  openEvents,
}: {
  readonly openEvents: OpenView<Pick<EventView, 'get'>>;
}): FindEvent {
  return async (viewer, eventId, atLeast) => {
    requireViewer(viewer);
    const view = await openEvents(viewer, { atLeast }, { by: 'id' });
    const [event = null] = await view.get([eventId]);
    if (event !== null && !maySee(viewer, event.userId)) throw new AccessDenied('FORBIDDEN');
    return event;
  };
}
