import { UnreadableEvent } from '../../ports/errors.ts';
import type { EventMetadata, NewEvent, StoredEvent, UserId } from '../../ports/message-store.ts';
import { parseCount, parseList, parseStreamEntry, parseText, parseTextOrNull } from './replies.ts';

/** The values of an event's entry, in the order in which the script `append` takes them. */
export function toEntryValues({ eventId, type, schema, at, data, metadata }: NewEvent): readonly string[] {
  const { actorId, correlationId, causationId, commandId } = metadata;
  const origin = [commandId, correlationId, causationId, actorId];
  return [eventId, type, String(schema), String(at), JSON.stringify(data), JSON.stringify(origin)];
}

/** @throws UnreadableEvent for an entry that is not of the form that `append` gives to events */
export function parseEventEntry(userId: UserId, reply: unknown): StoredEvent {
  let id = 'of an unknown version';
  try {
    const entry = parseStreamEntry(reply);
    id = entry.id;
    const text = (name: string): string => parseText(entry.fields?.get(name));
    return {
      userId,
      version: parseVersion(id),
      eventId: text('i'),
      type: text('t'),
      schema: parseCount(text('v')),
      at: parseCount(text('a')),
      data: JSON.parse(text('d')),
      metadata: parseMetadata(text('m')),
    };
  } catch (cause) {
    throw new UnreadableEvent(`The event ${id} of user ${userId} cannot be read.`, { cause });
  }
}

/** The version in an entry's id, which is `<version>-0`. */
export function parseVersion(id: string): number {
  const version = /^(\d+)-0$/.exec(id)?.[1];
  return parseCount(version ?? Number.NaN);
}

function parseMetadata(json: string): EventMetadata {
  const origin: unknown = JSON.parse(json);
  const [commandId, correlationId, causationId, actorId] = parseList(origin);
  return {
    commandId: parseText(commandId),
    correlationId: parseText(correlationId),
    causationId: parseTextOrNull(causationId),
    actorId: parseTextOrNull(actorId),
  };
}
