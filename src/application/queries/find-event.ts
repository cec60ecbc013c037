import type { EventDocument, EventView } from '../../ports/event-view.ts';
import { AccessDenied } from '../errors.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';
import { type AtLeast, makeCatchUp } from './catch-up.ts';
import type { WaitForPosition } from './wait-for-position.ts';

/**
 * One event by its id: one's own, or anybody's for an administrator.
 * @throws AccessDenied, PositionNotReached, Unavailable
 */
export type FindEvent = (
  viewer: Viewer | null,
  eventId: string,
  atLeast: AtLeast,
) => Promise<EventDocument | null>;

export function makeFindEvent(deps: {
  readonly view: Pick<EventView, 'get'>;
  readonly waitFor: WaitForPosition;
}): FindEvent {
  const catchUp = makeCatchUp('events', deps.waitFor);
  return async (viewer, eventId, atLeast) => {
    requireViewer(viewer);
    await catchUp(atLeast);
    const [event = null] = await deps.view.get([eventId]);
    if (event !== null && !maySee(viewer, event.userId)) throw new AccessDenied('FORBIDDEN');
    return event;
  };
}
