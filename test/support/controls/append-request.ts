import type { AppendRequest } from '../../../src/ports/message-store.ts';
import { newEvent } from './new-event.ts';
import { newUserId } from './new-user-id.ts';

/** A valid append of one event to a stream that is new. */
export function appendRequest(overrides: Partial<AppendRequest> = {}): AppendRequest {
  return {
    userId: newUserId(),
    expectedVersion: 0,
    events: [newEvent()],
    snapshot: { schema: 1, state: { loginCount: 1 } },
    ...overrides,
  };
}
