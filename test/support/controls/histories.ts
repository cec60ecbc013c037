import fc from 'fast-check';
import type { UserEvent } from '../../../src/domain/user/user-events.ts';
import type { MessageStore, UserId } from '../../../src/ports/message-store.ts';
import type { UserKeys } from '../../../src/ports/user-keys.ts';
import { anyUserEvent } from './any-user-event.ts';
import { newMetadata } from './new-event.ts';
import { newUserId } from './new-user-id.ts';
import { sealedAppend } from './sealed-append.ts';
import { someTime, userRegistered } from './user-events.ts';

const eventsOfAppend = 200;
const anyStep = fc.record({ event: anyUserEvent, pause: fc.constantFrom(0, 0, 1, 10) });

/** Everything that happened to a user, in the order of time, some of it at once. */
export const anyHistory: fc.Arbitrary<readonly UserEvent[]> = fc
  .array(anyStep, { maxLength: 12 })
  .map((steps) => {
    let at = someTime;
    return [
      userRegistered(),
      ...steps.map(({ event, pause }): UserEvent => {
        at += pause;
        return { ...event, at };
      }),
    ];
  });

/** Instants before, amid and after any such history. */
export const anyInstant: fc.Arbitrary<number> = fc
  .integer({ min: -1, max: 125 })
  .map((milliseconds) => someTime + milliseconds);

/** Appends a history of any length as a new user's, with a snapshot of its end. */
export async function appendHistory(
  store: MessageStore,
  userKeys: Pick<UserKeys, 'create'>,
  history: readonly UserEvent[],
): Promise<UserId> {
  const { events, snapshot, userId, userKey } = sealedAppend(userKeys, history, newUserId());
  for (let from = 0; from < events.length; from += eventsOfAppend) {
    const metadata = newMetadata();
    const some = events.slice(from, from + eventsOfAppend).map((event) => ({ ...event, metadata }));
    await store.append({ userId, expectedVersion: from, events: some, snapshot, userKey });
  }
  return userId;
}
