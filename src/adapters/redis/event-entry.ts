import { decodeMulti } from '@msgpack/msgpack';
import { UnreadableEvent } from '../../ports/errors.ts';
import type { EventMetadata, NewEvent, StoredEvent, UserId } from '../../ports/message-store.ts';
import { fromCompact, toCompact } from './compact-values.ts';
import { pack } from './pack.ts';
import {
  copyOf,
  parseBytesOrNull,
  parseCount,
  parseList,
  parseStreamEntry,
  parseText,
  parseTextOrNull,
} from './replies.ts';

/** The value of an event's entry in two parts, for the script `append` compares the first of them. */
export interface EventEntry {
  /** The event's id. */
  readonly id: Buffer;
  /** A list of everything else; what is null at its end is left out. */
  readonly rest: Buffer;
}

/** As MessagePack, in which UUIDs and traces are bytes: half of what they take as text. */
export function toEventEntry(event: NewEvent, userId: UserId): EventEntry {
  const { eventId, type, schema, at, data, sealed } = event;
  const list = [type, schema, at, toCompact(data), sealed, ...toOrigin(event.metadata, userId)];
  return { id: pack(toCompact(eventId)), rest: pack(withoutNullsAtTheEnd(list)) };
}

/** @throws UnreadableEvent for an entry that is not of the form that `toEventEntry` gives to events */
export function parseEventEntry(userId: UserId, reply: unknown): StoredEvent {
  try {
    const { id, value } = parseStreamEntry(reply);
    const [eventId, rest] = value === null ? [] : decodeMulti(value);
    const [type, schema, at, data = null, sealed = null, ...origin] = parseList(rest);
    return {
      userId,
      version: parseVersion(id),
      eventId: parseText(fromCompact(eventId)),
      type: parseText(type),
      schema: parseCount(schema),
      at: parseCount(at),
      data: fromCompact(data),
      sealed: copyOf(parseBytesOrNull(sealed)),
      metadata: parseOrigin(origin, userId),
    };
  } catch (cause) {
    throw new UnreadableEvent(`Event ${placeOf(reply)} of user ${userId} cannot be read.`, { cause });
  }
}

/** The version, or what stands in its place. */
function placeOf(reply: unknown): string {
  const [id = 'of an unknown version'] = parseList(reply);
  return parseText(id).replace(/-0$/, '');
}

/** The version in an entry's id, which is `<version>-0`. */
export function parseVersion(id: string): number {
  const version = /^(\d+)-0$/.exec(id)?.[1];
  return parseCount(version ?? Number.NaN);
}

/** A correlation that is the command is null, and an actor who is the user is true. */
function toOrigin(metadata: EventMetadata, userId: UserId): readonly unknown[] {
  const { commandId, correlationId, causationId, actorId, trace } = metadata;
  const correlation = correlationId === commandId ? null : correlationId;
  return [commandId, correlation, actorId === userId ? true : actorId, trace, causationId].map(toCompact);
}

function parseOrigin(origin: readonly unknown[], userId: UserId): EventMetadata {
  const [commandId, correlation = null, actor = null, trace = null, causation = null] =
    origin.map(fromCompact);
  return {
    commandId: parseText(commandId),
    correlationId: parseText(correlation ?? commandId),
    causationId: parseTextOrNull(causation),
    actorId: actor === true ? userId : parseTextOrNull(actor),
    trace: parseTextOrNull(trace),
  };
}

function withoutNullsAtTheEnd(list: readonly unknown[]): readonly unknown[] {
  return list.slice(0, list.findLastIndex((item) => item !== null) + 1);
}
