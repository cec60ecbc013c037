import type { StoredEvent, UserId } from '../../../src/ports/message-store.ts';
import { newEvent } from './new-event.ts';

/** Events of one user, with the versions `first`, `first + 1` and so on. */
export function storedEvents(
  userId: UserId,
  count: number,
  { first = 1, ...overrides }: { readonly first?: number } & Partial<StoredEvent> = {},
): readonly StoredEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    ...newEvent(),
    ...overrides,
    userId,
    version: first + index,
  }));
}
