import type { EventDocument, EventView } from '../../ports/event-view.ts';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import { attemptUsers } from './attempt-users.ts';
import type { Projection } from './projection.ts';
import { readEntry } from './read-entry.ts';
import { toEventDocument } from './to-event-document.ts';
import { writeOthers } from './write-others.ts';

/** How many events of one user are written at once when all of them are. */
const pageSize = 500;

/** The projection of the view `events`: one document for each event, logins among them. */
export function createEventsProjection(deps: {
  readonly view: Pick<EventView, 'write'>;
  readonly store: Pick<MessageStore, 'read'>;
}): Projection {
  const { view, store } = deps;
  return {
    name: 'events',
    async apply(entries) {
      const documents: EventDocument[] = [];
      const byUser = Map.groupBy(entries, ({ userId }) => userId);
      const failed = await attemptUsers(byUser.keys(), async (userId) => {
        for (const entry of byUser.get(userId) ?? []) documents.push(...(await documentsOf(entry)));
      });
      return [...failed, ...(await writeOthers(view, documents, ({ userId }) => userId))];
    },
    async reapply(userId) {
      let page: EventDocument[] = [];
      for await (const event of store.read(userId, 0)) {
        page.push(toEventDocument(event));
        if (page.length < pageSize) continue;
        await view.write(page);
        page = [];
      }
      await view.write(page);
    },
  };

  async function documentsOf(entry: FeedEntry): Promise<readonly EventDocument[]> {
    return (await readEntry(store, entry)).map(toEventDocument);
  }
}
