import { randomUUID } from 'node:crypto';
import { encodeUserEvent } from '../../../src/application/user-event-codec.ts';
import { sealSnapshot } from '../../../src/application/user-snapshot.ts';
import { evolve, type User, unknownUser } from '../../../src/domain/user/user.ts';
import type { UserEvent } from '../../../src/domain/user/user-events.ts';
import type { AppendRequest } from '../../../src/ports/message-store.ts';
import type { UserKeys } from '../../../src/ports/user-keys.ts';
import { newMetadata } from './new-event.ts';
import { newUserId } from './new-user-id.ts';

/** An append of the first events of a user, as the command handler makes it. */
export function sealedAppend(
  userKeys: Pick<UserKeys, 'create'>,
  events: readonly UserEvent[],
  userId = newUserId(),
): Required<Omit<AppendRequest, 'claimKey' | 'destroysKey'>> {
  const { userKey, cipher } = userKeys.create();
  const metadata = newMetadata();
  return {
    userId,
    expectedVersion: 0,
    events: events.map((event, index) =>
      encodeUserEvent(event, { userId, version: index + 1, eventId: randomUUID(), metadata, cipher }),
    ),
    snapshot: sealSnapshot(events.reduce<User>(evolve, unknownUser), {
      userId,
      version: events.length,
      cipher,
    }),
    userKey,
  };
}
