import { evolve, type User, unknownUser } from '../domain/user/user.ts';
import type { MessageStore, StoredEvent, StreamHead, UserId } from '../ports/message-store.ts';
import type { UserKeys } from '../ports/user-keys.ts';
import { type DecodedEvent, decodeEvents, makeCipherOf, missingEvent, openUserKey } from './decode-events.ts';
import type { OpenedKey } from './user-event-codec.ts';
import { openSnapshot } from './user-snapshot.ts';

/** A user with the version of the last event that is in it; version 0 when nothing is recorded. */
export interface FoldedUser {
  readonly user: User;
  readonly version: number;
}

/** A user as the log has it, with what seals the next events. */
export interface LoadedUser extends FoldedUser {
  /** Null for a user without a key, who is given one with the next append; nothing is appended to one whose key is destroyed. */
  readonly cipher: OpenedKey;
}

/**
 * Loads users from the log: one read when the snapshot is current, which it is after every append by this build.
 * @throws UnreadableEvent naming the user and the version; also when an event is missing
 * @throws Unavailable
 *
 * @example const { user, version, cipher } = await loadUser(userId);
 */
export type LoadUser = (userId: UserId) => Promise<LoadedUser>;

export function makeLoadUser({
  store,
  userKeys,
}: {
  readonly store: Pick<MessageStore, 'head' | 'read'>;
  readonly userKeys: Pick<UserKeys, 'open'>;
}): LoadUser {
  return async (userId) => {
    const head = await store.head(userId);
    const cipher = openUserKey(userKeys, userId, head.userKey);
    const start = fromSnapshot(userId, head, cipher);
    if (start.version === head.version) return { ...start, cipher };
    const events = upTo(head.version, store.read(userId, start.version));
    const { user, version } = await fold(
      userId,
      start,
      decodeEvents(events, async () => cipher),
    );
    if (version < head.version) throw missingEvent(userId, version + 1);
    return { user, version, cipher };
  };
}

/**
 * Folds the events of a stream up to an instant (inclusive, in milliseconds since 1970-01-01T00:00:00Z).
 * @throws UnreadableEvent naming the user and the version; also when an event is missing
 * @throws Unavailable
 */
export type LoadUserAsOf = (userId: UserId, instant: number) => Promise<FoldedUser>;

export function makeLoadUserAsOf(deps: {
  readonly store: Pick<MessageStore, 'read' | 'keyOf'>;
  readonly userKeys: Pick<UserKeys, 'open'>;
}): LoadUserAsOf {
  const cipherOf = makeCipherOf(deps);
  return (userId, instant) =>
    fold(userId, nobody, decodeEvents(deps.store.read(userId, 0, instant), cipherOf));
}

/** Somebody of whom nothing is recorded. */
export const nobody: FoldedUser = { user: unknownUser, version: 0 };

/** What was appended since the head was read may be sealed with a key that was not there then. */
async function* upTo(version: number, events: AsyncIterable<StoredEvent>): AsyncGenerator<StoredEvent, void> {
  for await (const event of events) {
    if (event.version <= version) yield event;
    // What follows need not be asked for.
    if (event.version >= version) return;
  }
}

async function fold(
  userId: UserId,
  start: FoldedUser,
  events: AsyncIterable<DecodedEvent>,
): Promise<FoldedUser> {
  let { user, version } = start;
  for await (const { stored, event } of events) {
    if (stored.version !== version + 1) throw missingEvent(userId, version + 1);
    user = evolve(user, event);
    version = stored.version;
  }
  return { user, version };
}

/** The user as the snapshot has it, if it has one that can be used. */
export function fromSnapshot(
  userId: UserId,
  { version, snapshot }: StreamHead,
  cipher: OpenedKey,
): FoldedUser {
  // One without a key cannot be opened, and one of an event that is not there is of another stream.
  if (snapshot === null || cipher === null || snapshot.version > version) return nobody;
  const user = openSnapshot(snapshot, { userId, cipher });
  return user === null ? nobody : { user, version: snapshot.version };
}
