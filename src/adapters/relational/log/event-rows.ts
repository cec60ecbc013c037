import type { Selectable } from 'kysely';
import type { NewEvent, Snapshot, StoredEvent, UserId } from '../../../ports/message-store.ts';
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
  };
}

export function toStoredEvent(row: Selectable<EventsTable>): StoredEvent {
  const data: unknown = JSON.parse(row.data_json);
  return {
    userId: row.user_id,
    version: row.version,
    eventId: row.event_id,
    type: row.type,
    schema: row.schema,
    at: row.at,
    data,
    metadata: {
      actorId: row.actor_id,
      correlationId: row.correlation_id,
      causationId: row.causation_id,
      commandId: row.command_id,
    },
  };
}

export function toSnapshot(version: number, schema: number, json: string): Snapshot {
  const state: unknown = JSON.parse(json);
  return { version, schema, state };
}
