import type { EventDocument, EventView } from '../../ports/event-view.ts';
import { AccessDenied } from '../errors.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';

/**
 * One event by its id: one's own, or anybody's for an administrator.
 * @throws AccessDenied, Unavailable
 */
export type FindEvent = (viewer: Viewer | null, eventId: string) => Promise<EventDocument | null>;

export function makeFindEvent(deps: { readonly view: Pick<EventView, 'get'> }): FindEvent {
  return async (viewer, eventId) => {
    requireViewer(viewer);
    const [event = null] = await deps.view.get([eventId]);
    if (event !== null && !maySee(viewer, event.userId)) throw new AccessDenied('FORBIDDEN');
    return event;
  };
}
