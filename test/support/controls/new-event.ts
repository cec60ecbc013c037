import { randomUUID } from 'node:crypto';
import type { EventMetadata, NewEvent } from '../../../src/ports/message-store.ts';

/** A valid event of a login, with an id of its own. */
export function newEvent(overrides: Partial<NewEvent> = {}): NewEvent {
  return {
    eventId: randomUUID(),
    type: 'LoginSucceeded',
    schema: 1,
    at: 1_760_000_000_123,
    data: { ipAddress: '192.0.2.7', userAgent: null, sessionId: randomUUID() },
    sealed: null,
    metadata: newMetadata(),
    ...overrides,
  };
}

/** As many valid events of one command, each with an id of its own. */
export function newEvents(count: number): readonly NewEvent[] {
  const metadata = newMetadata();
  return Array.from({ length: count }, () => newEvent({ metadata }));
}

/** Valid metadata of a command of its own. */
export function newMetadata(overrides: Partial<EventMetadata> = {}): EventMetadata {
  return {
    actorId: null,
    correlationId: randomUUID(),
    causationId: null,
    commandId: randomUUID(),
    trace: null,
    ...overrides,
  };
}
