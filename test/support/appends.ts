import type { FeedEntry } from '../../src/ports/feeds.ts';
import type { AppendRequest, MessageStore } from '../../src/ports/message-store.ts';
import type { Position } from '../../src/ports/position.ts';
import { appendRequest } from './controls/append-request.ts';
import { newUserId } from './controls/new-user-id.ts';

/** Appends for so many users of a partition, one after the other. */
export async function appended(
  store: MessageStore,
  partition: number,
  count: number,
): Promise<readonly FeedEntry[]> {
  const entries: FeedEntry[] = [];
  for (let appends = 0; appends < count; appends += 1) {
    entries.push(await append(store, appendRequest({ userId: newUserId(partition, store.partitions) })));
  }
  return entries;
}

/** Appends, and says which entry the feed must have for it. */
export async function append(store: MessageStore, request: AppendRequest): Promise<FeedEntry> {
  const result = await store.append(request);
  if (result.kind !== 'appended') throw new Error(`The append's result is ${result.kind}.`);
  const position: Position = result.position;
  return { ...position, userId: request.userId, version: result.version, count: request.events.length };
}
