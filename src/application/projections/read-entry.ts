import type { FeedEntry } from '../../ports/feeds.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import type { UserKeys } from '../../ports/user-keys.ts';
import { type DecodedEvent, decodeEvents, makeCipherOf, missingEvent } from '../decode-events.ts';

/** The events that an entry of a feed refers to, in order. @throws UnreadableEvent, Unavailable */
export type ReadEntry = (entry: FeedEntry) => Promise<readonly DecodedEvent[]>;

/** What events are read with. */
export interface EventReading {
  readonly store: Pick<MessageStore, 'read' | 'keyOf'>;
  readonly userKeys: Pick<UserKeys, 'open'>;
}

export function makeReadEntry(deps: EventReading): ReadEntry {
  const cipherOf = makeCipherOf(deps);
  return async ({ userId, version, count }) => {
    const events: DecodedEvent[] = [];
    let expected = version - count + 1;
    for await (const decoded of decodeEvents(deps.store.read(userId, version - count), cipherOf)) {
      if (decoded.stored.version !== expected) break;
      events.push(decoded);
      // What follows need not be asked for.
      if (expected === version) return events;
      expected += 1;
    }
    throw missingEvent(userId, expected);
  };
}
