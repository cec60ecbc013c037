import type { UserEvent } from '../domain/user/user-events.ts';
import { StoreMismatch, UnreadableEvent } from '../ports/errors.ts';
import type { MessageStore, StoredEvent, StreamPart, StreamSpan, UserId } from '../ports/message-store.ts';
import type { UserCipher, UserKeys } from '../ports/user-keys.ts';
import { decodeUserEvent } from './user-event-codec.ts';

/** An event with the place at which it stands. */
export interface DecodedEvent {
  readonly stored: StoredEvent;
  readonly event: UserEvent;
}

/** The cipher of a user; null when the user has no key. @throws UnreadableEvent, Unavailable */
export type CipherOf = (userId: UserId) => Promise<UserCipher | null>;

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
 * The cipher of a key as the store has it; null for none.
 * @throws UnreadableEvent naming the user, when the key does not open: then nothing of this user can be read
 */
export function openUserKey(
  userKeys: Pick<UserKeys, 'open'>,
  userId: UserId,
  userKey: Uint8Array | null,
): UserCipher | null {
  if (userKey === null) return null;
  try {
    return userKeys.open(userKey);
  } catch (cause) {
    if (!(cause instanceof StoreMismatch)) throw cause;
    throw new UnreadableEvent(`The key of user ${userId} cannot be opened with the master key.`, { cause });
  }
}

/**
 * Decodes events of one user in order. The key is read when something is sealed, and after the event: the first
 * event that is sealed and the key are stored in one step.
 * @throws UnreadableEvent, Unavailable
 */
export async function* decodeEvents(
  events: AsyncIterable<StoredEvent>,
  cipherOf: CipherOf,
): AsyncGenerator<DecodedEvent, void> {
  let cipher: UserCipher | null = null;
  for await (const stored of events) {
    if (stored.sealed !== null) cipher ??= await cipherOf(stored.userId);
    yield { stored, event: decodeUserEvent(stored, cipher) };
  }
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
  let cipher: UserCipher | null = null;
  try {
    for (const stored of part.events) {
      if (stored.version !== first + events.length) break;
      if (stored.sealed !== null) cipher ??= openUserKey(userKeys, userId, part.userKey);
      events.push({ stored, event: decodeUserEvent(stored, cipher) });
    }
  } catch (error) {
    if (!(error instanceof UnreadableEvent)) throw error;
    return { events, error };
  }
  const next = first + events.length;
  return { events, error: next > last ? null : missingEvent(userId, next) };
}

export function missingEvent(userId: UserId, version: number): UnreadableEvent {
  return new UnreadableEvent(`Event ${version} of user ${userId} is missing.`);
}
