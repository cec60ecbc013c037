import { DomainError } from '../domain/domain-error.ts';
import type { User } from '../domain/user/user.ts';
import type { UserEvent } from '../domain/user/user-events.ts';
import type { AppendRequest, EventMetadata, UserId } from '../ports/message-store.ts';
import type { UserCipher, UserKeys } from '../ports/user-keys.ts';
import type { LoadedUser } from './load-user.ts';
import type { CommandInfo } from './request-info.ts';
import { encodeUserEvent } from './user-event-codec.ts';
import { sealSnapshot } from './user-snapshot.ts';

/** Of whom the events are, and of which command. */
interface Appending {
  readonly userId: UserId;
  readonly info: CommandInfo;
  readonly claimKey?: string;
}

/** What a command does to a user. */
export interface Decision {
  readonly known: LoadedUser;
  readonly events: readonly UserEvent[];
  /** The user after them. */
  readonly next: User;
}

/** What the next events are sealed with, and the key to be stored if it is a new one. */
export interface Sealing {
  readonly cipher: UserCipher;
  readonly userKey?: Uint8Array;
}

/** @throws DomainError for somebody who is erased, about whom nothing is recorded any more */
export function sealingOf({ user, cipher }: LoadedUser, userKeys: Pick<UserKeys, 'create'>): Sealing {
  if (user.kind === 'erased' || cipher === 'destroyed') throw new DomainError({ code: 'NOT_FOUND' });
  return cipher === null ? userKeys.create() : { cipher };
}

/** All that becomes true together with the events. Erasing takes the key away in the same step. */
export function toAppend(
  { userId, info, claimKey }: Appending,
  { known, events, next }: Decision,
  { cipher, ...created }: Sealing,
): AppendRequest {
  const metadata = metadataOf(info);
  return {
    userId,
    expectedVersion: known.version,
    events: events.map((event, index) => {
      const [version, eventId] = [known.version + 1 + index, info.ids.idFor(`event ${index + 1}`)];
      return encodeUserEvent(event, { userId, version, eventId, metadata, cipher });
    }),
    snapshot: sealSnapshot(next, { userId, version: known.version + events.length, cipher }),
    ...(next.kind === 'erased' ? { destroysKey: true } : created),
    ...(claimKey !== undefined && { claimKey }),
  };
}

function metadataOf({ actorId, correlationId, trace, ids }: CommandInfo): EventMetadata {
  return { actorId, correlationId, causationId: null, commandId: ids.commandId, trace };
}
