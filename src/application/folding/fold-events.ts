import type { EventDocument } from '../../ports/event-view.ts';
import { toEventDocument } from '../projections/to-event-document.ts';
import type { Fold, Folded } from './fold.ts';
import { pagesOf } from './pages-of.ts';
import { makeReadStreams, type ReadEvents, type StreamReading } from './read-streams.ts';

const usersAtOnce = 1_000;

/** The documents of the view `events`: one an event. */
export function makeFoldEvents(deps: StreamReading): Fold<EventDocument> {
  const readStreams = makeReadStreams(deps);
  return async function* fold(userIds, asOf) {
    for (const page of pagesOf([...new Set(userIds)], usersAtOnce)) {
      const heads = await deps.store.heads(page);
      const spans = page.map((userId, index) => ({ userId, first: 1, last: heads[index]?.version ?? 0 }));
      for await (const read of readStreams(spans, asOf)) yield toFoldedEvents(read);
    }
  };
}

/** The documents of these events, and those of whom there are no more. */
export function toFoldedEvents(page: readonly ReadEvents[]): Folded<EventDocument> {
  return {
    documents: page.flatMap(({ events, isErased }) =>
      events.map((event) => toEventDocument(event, isErased)),
    ),
    failed: page.flatMap(({ userId, error }) => (error === null ? [] : [{ userId, error }])),
  };
}
