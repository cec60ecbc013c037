import type { AppendRequest, MessageStore, StoredEvent, UserId } from '../../src/ports/message-store.ts';

/** The events of an append as the store gives them back. */
export function asStored({ userId, expectedVersion, events }: AppendRequest): readonly StoredEvent[] {
  return events.map((event, index) => ({ ...event, userId, version: expectedVersion + index + 1 }));
}

/** All events of a stream behind a version. */
export async function streamOf(
  store: MessageStore,
  userId: UserId,
  after = 0,
): Promise<readonly StoredEvent[]> {
  const events: StoredEvent[] = [];
  for await (const event of store.read(userId, after)) events.push(event);
  return events;
}
