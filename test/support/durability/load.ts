import { randomUUID } from 'node:crypto';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { MessageStore, UserId } from '../../../src/ports/message-store.ts';
import { appendRequest } from '../controls/append-request.ts';
import { newEvent } from '../controls/new-event.ts';

/** An append that the store acknowledged. */
export interface Acknowledged {
  readonly userId: UserId;
  readonly eventId: string;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
}

/** Appends of one event after the other to a stream of its own, until the store is gone. */
export async function appendUntilItEnds(
  store: MessageStore,
  onAcknowledged: (acknowledged: Acknowledged) => void,
): Promise<void> {
  const userId = randomUUID();
  for (let version = 0; ; version += 1) {
    const event = newEvent();
    try {
      const result = await store.append(appendRequest({ userId, expectedVersion: version, events: [event] }));
      if (result.kind !== 'appended') throw new Error(`The append's result is ${result.kind}.`);
    } catch (error) {
      // The end of the server is the end of the load.
      if (error instanceof Unavailable) return;
      throw error;
    }
    onAcknowledged({ userId, eventId: event.eventId, at: Date.now() });
  }
}

/** Those of the acknowledged appends whose events a store does not have. */
export async function lostOf(
  acknowledged: readonly Acknowledged[],
  store: MessageStore,
): Promise<readonly Acknowledged[]> {
  const found = new Set<string>();
  for (const userId of new Set(acknowledged.map((one) => one.userId))) {
    for await (const { eventId } of store.read(userId, 0)) found.add(eventId);
  }
  return acknowledged.filter(({ eventId }) => !found.has(eventId));
}
