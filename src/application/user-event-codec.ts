import { z } from 'zod';
import type { UserEvent } from '../domain/user/user-events.ts';
import { UnreadableEvent } from '../ports/errors.ts';
import type { EventMetadata, NewEvent, StoredEvent, UserId } from '../ports/message-store.ts';
import type { UserCipher } from '../ports/user-keys.ts';
import {
  type EventData,
  type EventSchema,
  isUserEventType,
  personalFields,
  upcast,
  userEventSchemas,
} from './user-event-schemas.ts';

/** What opens what is sealed of a user: null when the user has no key, `'destroyed'` once it is gone for ever. */
export type OpenedKey = UserCipher | 'destroyed' | null;

/** Where an event will stand, and what is recorded beside it. */
export interface EventPlace {
  readonly userId: UserId;
  readonly version: number;
  readonly eventId: string;
  readonly metadata: EventMetadata;
  /** The user's own. */
  readonly cipher: UserCipher;
}

/**
 * The event as the message store takes it, with what is personal sealed for this user and version.
 *
 * @example encodeUserEvent(event, { userId, version: 1, eventId, metadata, cipher })
 */
export function encodeUserEvent(event: UserEvent, place: EventPlace): NewEvent {
  const { type, at } = event;
  const { userId, version, eventId, metadata, cipher } = place;
  const { schemas } = userEventSchemas[type];
  const schema = schemas.length;
  const names = personalFields(type);
  const data: EventData = { ...event.data };
  const open = Object.entries(data).filter(([name]) => !names.includes(name));
  const personal = names.map((name) => data[name]);
  const context = contextOf({ userId, version, type, schema });
  const sealed = names.length === 0 ? null : cipher.seal(JSON.stringify(personal), context);
  return { eventId, type, schema, at, data: Object.fromEntries(open), sealed, metadata };
}

/**
 * The event that the message store holds, checked, whichever build wrote it. Once the user's key is destroyed, everything
 * personal in it is null: also what an older build wrote in the clear.
 * @param key the user's own; null will do when nothing is sealed
 * @throws UnreadableEvent naming the user and the version, for an unknown type, schema or shape, and when what is
 * sealed does not open
 */
export function decodeUserEvent(stored: StoredEvent, key: OpenedKey): UserEvent {
  const { type, at, schema } = stored;
  if (!isUserEventType(type)) throw unreadable(stored, 'is of an unknown type');
  const { data: shape, schemas } = userEventSchemas[type];
  const written = schemas[schema - 1];
  if (written === undefined) throw unreadable(stored, `has the unknown schema ${schema}`);
  const data = upcast(schemas, schema, { ...openPart(stored), ...personalPart(stored, written, key) });
  const parsed = shape.safeParse(key === 'destroyed' ? { ...data, ...allNull(personalFields(type)) } : data);
  if (!parsed.success) throw misshapen(stored);
  return { type, at, data: parsed.data } as UserEvent;
}

const anyFields = z.record(z.string(), z.unknown());
const anyValues = z.array(z.unknown());

function openPart(stored: StoredEvent): EventData {
  const parsed = anyFields.safeParse(stored.data);
  if (!parsed.success) throw misshapen(stored);
  return parsed.data;
}

function personalPart(stored: StoredEvent, { sealed: names }: EventSchema, key: OpenedKey): EventData {
  const { sealed } = stored;
  if (names.length === 0 && sealed === null) return {};
  if (sealed === null) throw misshapen(stored);
  if (key === 'destroyed') return allNull(names);
  const values = anyValues.safeParse(unseal({ ...stored, sealed }, key));
  if (!values.success || values.data.length !== names.length) throw misshapen(stored);
  return Object.fromEntries(names.map((name, index) => [name, values.data[index]]));
}

function allNull(names: readonly string[]): EventData {
  return Object.fromEntries(names.map((name) => [name, null]));
}

function unseal(stored: StoredEvent & { readonly sealed: Uint8Array }, cipher: UserCipher | null): unknown {
  if (cipher === null) throw unreadable(stored, 'is sealed with a key that is not there');
  try {
    return JSON.parse(cipher.open(stored.sealed, contextOf(stored)));
  } catch (cause) {
    throw unreadable(stored, "cannot be opened with the user's key", cause);
  }
}

/** What is sealed opens here and nowhere else: not for another user, version, type or schema. */
function contextOf({
  userId,
  version,
  type,
  schema,
}: Pick<StoredEvent, 'userId' | 'version' | 'type' | 'schema'>): string {
  return `event/${userId}/${version}/${type}/${schema}`;
}

function misshapen(stored: StoredEvent): UnreadableEvent {
  return unreadable(stored, 'does not have the shape of its type');
}

function unreadable(
  { userId, version, type }: StoredEvent,
  problem: string,
  cause?: unknown,
): UnreadableEvent {
  return new UnreadableEvent(`Event ${version} (${type}) of user ${userId} ${problem}.`, { cause });
}
