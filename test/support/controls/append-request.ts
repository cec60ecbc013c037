import type { AppendRequest } from '../../../src/ports/message-store.ts';
import { newEvent } from './new-event.ts';
import { newUserId } from './new-user-id.ts';

/** A valid append of one event to a stream that is new. */
export function appendRequest(overrides: Partial<AppendRequest> = {}): AppendRequest {
  return {
    userId: newUserId(),
    expectedVersion: 0,
    events: [newEvent()],
    snapshot: { schema: 1, sealed: someBytes('a snapshot') },
    ...overrides,
  };
}

/** Bytes that stand for something sealed: no text, and of any value. */
export function someBytes(text = 'sealed'): Uint8Array {
  return Uint8Array.from([0, 255, 10, 13, 128, ...new TextEncoder().encode(text)]);
}
