import { UnreadableEvent } from '../../ports/errors.ts';
import type { EventDocument } from '../../ports/event-view.ts';
import type { UserId } from '../../ports/message-store.ts';
import { decodeEvents, makeCipherOf } from '../decode-events.ts';
import type { EventReading } from '../projections/read-entry.ts';
import { toEventDocument } from '../projections/to-event-document.ts';
import type { Fold, Folded } from './fold.ts';

const pageSize = 500;

/** The documents of the view `events`: one an event. */
export function makeFoldEvents({ store, userKeys }: EventReading): Fold<EventDocument> {
  const cipherOf = makeCipherOf({ store, userKeys });
  return async function* fold(userIds, asOf) {
    for (const userId of userIds) yield* foldUser(userId, asOf);
  };

  async function* foldUser(userId: UserId, asOf: number | undefined): AsyncGenerator<Folded<EventDocument>> {
    let documents: EventDocument[] = [];
    try {
      for await (const event of decodeEvents(store.read(userId, 0, asOf), cipherOf)) {
        documents.push(toEventDocument(event));
        if (documents.length < pageSize) continue;
        yield { documents, failed: [] };
        documents = [];
      }
      yield { documents, failed: [] };
    } catch (error) {
      if (!(error instanceof UnreadableEvent)) throw error;
      yield { documents, failed: [{ userId, error }] };
    }
  }
}
