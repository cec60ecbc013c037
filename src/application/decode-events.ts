import type { UserEvent } from '../domain/user/user-events.ts';
import { StoreMismatch, UnreadableEvent } from '../ports/errors.ts';
import type { MessageStore, StoredEvent, StreamPart, StreamSpan, UserId } from '../ports/message-store.ts';
import type { UserKeys } from '../ports/user-keys.ts';
import { decodeUserEvent, type OpenedKey } from './user-event-codec.ts';
import { isUserEventType, personalFields } from './user-event-schemas.ts';

/** An event with the place at which it stands. */
export interface DecodedEvent {
  readonly stored: StoredEvent;
  readonly event: UserEvent;
}

/** What opens what is sealed of a user. @throws UnreadableEvent, Unavailable */
export type CipherOf = (userId: UserId) => Promise<OpenedKey>;

export function makeCipherOf({
  store,
  userKeys,
}: {
  readonly store: Pick<MessageStore, 'keyOf'>;
  readonly userKeys: Pick<UserKeys, 'open'>;
}): CipherOf {
  return async (userId) => openUserKey(userKeys, userId, await store.keyOf(userId));
}

/**
 * The cipher of a key as the store has it; null for none, and `'destroyed'` for what stands in the place of one that was.
 * @throws UnreadableEvent naming the user, when the key does not open: then nothing of this user can be read
 */
export function openUserKey(
  userKeys: Pick<UserKeys, 'open'>,
  userId: UserId,
  userKey: Uint8Array | null,
): OpenedKey {
  if (userKey === null) return null;
  if (isDestroyed(userKey)) return 'destroyed';
  try {
    return userKeys.open(userKey);
  } catch (cause) {
    if (!(cause instanceof StoreMismatch)) throw cause;
    throw new UnreadableEvent(`The key of user ${userId} cannot be opened with the master key.`, { cause });
  }
}

function isDestroyed(userKey: Uint8Array | null): boolean {
  return userKey?.length === 0;
}

/**
 * Decodes events of one user in order. The key is read once something is personal, and after the event: the first
 * event that is sealed and the key are stored in one step.
 * @throws UnreadableEvent, Unavailable
 */
export async function* decodeEvents(
  events: AsyncIterable<StoredEvent>,
  cipherOf: CipherOf,
): AsyncGenerator<DecodedEvent, void> {
  let key: OpenedKey | undefined;
  for await (const stored of events) {
    if (stored.sealed !== null || (key === undefined && isPersonal(stored)))
      key ??= await cipherOf(stored.userId);
    yield { stored, event: decodeUserEvent(stored, key ?? null) };
  }
}

/** Also in the clear, as in a stream from before anything was sealed: it is not told of somebody who is erased. */
function isPersonal({ type }: StoredEvent): boolean {
  return isUserEventType(type) && personalFields(type).length > 0;
}

/** The events of a span, up to the first that cannot be read. */
export interface DecodedPart {
  readonly events: readonly DecodedEvent[];
  /** Why there are no more; null when the span is complete. */
  readonly error: UnreadableEvent | null;
}

/** Decodes what the store has of a span. Opens the key once, and only when something is sealed. */
export function decodePart(
  userKeys: Pick<UserKeys, 'open'>,
  { userId, first, last }: StreamSpan,
  part: StreamPart | UnreadableEvent,
): DecodedPart {
  if (part instanceof UnreadableEvent) return { events: [], error: part };
  const events: DecodedEvent[] = [];
  const keyFor = makeKeyFor(userKeys, userId, part.userKey);
  try {
    for (const stored of part.events) {
      if (stored.version !== first + events.length) break;
      events.push({ stored, event: decodeUserEvent(stored, keyFor(stored)) });
    }
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    return { events, error };
  }
  const next = first + events.length;
  return { events, error: next > last ? null : missingEvent(userId, next) };
}

function makeKeyFor(userKeys: Pick<UserKeys, 'open'>, userId: UserId, userKey: Uint8Array | null) {
  let key: OpenedKey = isDestroyed(userKey) ? 'destroyed' : null;
  return ({ sealed }: StoredEvent): OpenedKey => {
    if (sealed !== null) key ??= openUserKey(userKeys, userId, userKey);
    return key;
  };
}

export function missingEvent(userId: UserId, version: number): UnreadableEvent {
  return new UnreadableEvent(`Event ${version} of user ${userId} is missing.`);
}
