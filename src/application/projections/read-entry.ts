import type { FeedEntry } from '../../ports/feeds.ts';
import type { MessageStore, StoredEvent } from '../../ports/message-store.ts';

/** The events that an entry of a feed refers to, in order. */
export async function readEntry(
  store: Pick<MessageStore, 'read'>,
  { userId, version, count }: FeedEntry,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(userId, version - count)) {
    events.push(event);
    if (event.version >= version) break;
  }
  return events;
}
