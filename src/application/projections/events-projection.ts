import type { EventDocument, EventView } from '../../ports/event-view.ts';
import type { UserId } from '../../ports/message-store.ts';
import { makeFoldEvents, toFoldedEvents } from '../folding/fold-events.ts';
import { eventsAtOnce, makeReadStreams, type StreamReading } from '../folding/read-streams.ts';
import { inParts } from './in-parts.ts';
import type { FailedUser, Projection } from './projection.ts';
import { partsOf, spansOf } from './spans-of.ts';
import { writeFolded } from './write-folded.ts';

/** The projection of the view `events`: one document for each event, logins among them. */
export function createEventsProjection(
  deps: StreamReading & { readonly view: Pick<EventView, 'write'> },
): Projection {
  const { view } = deps;
  const readStreams = makeReadStreams(deps);
  const fold = makeFoldEvents(deps);
  return {
    name: 'events',
    apply: (entries) =>
      inParts(partsOf(spansOf(entries), eventsAtOnce), async (spans) => {
        const failed = new Map<UserId, FailedUser>();
        for await (const page of readStreams(spans)) {
          const folded = toFoldedEvents(page.filter(({ userId }) => !failed.has(userId)));
          for (const user of await writeFolded(view, folded, userOf)) failed.set(user.userId, user);
        }
        return [...failed.values()];
      }),
    async reapply(userId) {
      for await (const { documents, failed } of fold([userId])) {
        await view.write(documents);
        for (const { error } of failed) throw error;
      }
    },
  };
}

function userOf({ userId }: EventDocument): UserId {
  return userId;
}
