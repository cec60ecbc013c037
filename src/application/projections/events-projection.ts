import type { EventDocument, EventView } from '../../ports/event-view.ts';
import { decodeEvents, makeCipherOf } from '../decode-events.ts';
import { attemptUsers } from './attempt-users.ts';
import type { Projection } from './projection.ts';
import { type EventReading, makeReadEntry } from './read-entry.ts';
import { toEventDocument } from './to-event-document.ts';
import { writeOthers } from './write-others.ts';

/** How many events of one user are written at once when all of them are. */
const pageSize = 500;

/** The projection of the view `events`: one document for each event, logins among them. */
export function createEventsProjection(
  deps: EventReading & { readonly view: Pick<EventView, 'write'> },
): Projection {
  const { view, store } = deps;
  const readEntry = makeReadEntry(deps);
  const cipherOf = makeCipherOf(deps);
  return {
    name: 'events',
    async apply(entries) {
      const documents: EventDocument[] = [];
      const byUser = Map.groupBy(entries, ({ userId }) => userId);
      const failed = await attemptUsers(byUser.keys(), async (userId) => {
        for (const entry of byUser.get(userId) ?? []) {
          documents.push(...(await readEntry(entry)).map(toEventDocument));
        }
      });
      return [...failed, ...(await writeOthers(view, documents, ({ userId }) => userId))];
    },
    async reapply(userId) {
      let page: EventDocument[] = [];
      for await (const event of decodeEvents(store.read(userId, 0), cipherOf)) {
        page.push(toEventDocument(event));
        if (page.length < pageSize) continue;
        await view.write(page);
        page = [];
      }
      await view.write(page);
    },
  };
}
