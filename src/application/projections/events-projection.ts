import type { EventView } from '../../ports/event-view.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { Projection } from './projection.ts';
import { readEntry } from './read-entry.ts';
import { toEventDocument } from './to-event-document.ts';

/** The projection of the view `events`: one document for each event, logins among them. */
export function createEventsProjection(deps: {
  readonly view: Pick<EventView, 'write'>;
  readonly store: Pick<MessageStore, 'read'>;
}): Projection {
  return {
    name: 'events',
    async apply(entries) {
      const events = await mapBounded(entries, (entry) => readEntry(deps.store, entry));
      await deps.view.write(events.flat().map(toEventDocument));
    },
  };
}
