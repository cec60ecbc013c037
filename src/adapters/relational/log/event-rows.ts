import type { Selectable } from 'kysely';
import { UnreadableEvent } from '../../../ports/errors.ts';
import type { NewEvent, StoredEvent, UserId } from '../../../ports/message-store.ts';
import type { EventsTable } from '../tables.ts';

export interface EventPlace {
  readonly userId: UserId;
  readonly version: number;
  readonly partition: number;
  readonly offset: number;
}

export function toEventRow(event: NewEvent, place: EventPlace): EventsTable {
  const { metadata } = event;
  return {
    user_id: place.userId,
    version: place.version,
    event_id: event.eventId,
    type: event.type,
    schema: event.schema,
    at: event.at,
    data_json: JSON.stringify(event.data),
    actor_id: metadata.actorId,
    correlation_id: metadata.correlationId,
    causation_id: metadata.causationId,
    command_id: metadata.commandId,
    partition: place.partition,
    offset: place.offset,
    sealed: event.sealed,
    trace: metadata.trace,
  };
}

/** @throws UnreadableEvent */
export function toStoredEvent(row: Selectable<EventsTable>): StoredEvent {
  return {
    userId: row.user_id,
    version: row.version,
    eventId: row.event_id,
    type: row.type,
    schema: row.schema,
    at: row.at,
    data: parseData(row),
    sealed: toBytes(row.sealed),
    metadata: {
      actorId: row.actor_id,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      commandId: row.command_id,
      trace: row.trace,
    },
  };
}

/** Bytes as such, without what a client adds to them. */
export function toBytes<Missing>(bytes: Uint8Array | Missing): Uint8Array | Missing {
  return bytes instanceof Uint8Array ? new Uint8Array(bytes) : bytes;
}

function parseData({ user_id, version, data_json }: Selectable<EventsTable>): unknown {
  try {
    return JSON.parse(data_json);
  } catch (cause) {
    throw new UnreadableEvent(`Event ${version} of user ${user_id} holds no JSON.`, { cause });
  }
}
