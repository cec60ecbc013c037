import type { MessageStore, StoredEvent, UserId } from '../../ports/message-store.ts';
import { parseEventEntry } from './event-entry.ts';
import type { Guard } from './failures.ts';
import type { PartitionKeys } from './keys.ts';
import type { RedisClient } from './redis-client.ts';

const pageSize = 500;

export function createReadStream({
  redis,
  keysFor,
  guard,
}: {
  readonly redis: RedisClient;
  readonly keysFor: (userId: UserId) => PartitionKeys;
  readonly guard: Guard;
}): MessageStore['read'] {
  async function* readAll(userId: UserId, after: number): AsyncGenerator<StoredEvent> {
    const key = keysFor(userId).stream(userId);
    for (let last = after; ; ) {
      const start = `${last + 1}-0`;
      const page = await guard(() => redis.xrangeBuffer(key, start, '+', 'COUNT', pageSize));
      for (const entry of page) {
        const event = parseEventEntry(userId, entry);
        yield event;
        last = event.version;
      }
      if (page.length < pageSize) return;
    }
  }

  return async function* read(userId, after, until = Number.POSITIVE_INFINITY) {
    for await (const event of readAll(userId, after)) {
      if (event.at <= until) yield event;
    }
  };
}
