import type { EventDocument } from '../../../ports/event-view.ts';
import { createEventTables } from '../schema/build-tables.ts';
import type { ViewKind, ViewRow } from './view-kind.ts';

export const eventKind: ViewKind<EventDocument> = {
  view: 'events',
  table: 'view_events',
  latestShape: 1,
  toRow: toEventRow,
  parse: parseEventDocument,
  hasTerms: () => false,
  toTerms: () => '',
  createTables: createEventTables,
};

function toEventRow(event: EventDocument): ViewRow {
  return {
    id: event.id,
    type: event.type,
    user_id: event.userId,
    version: event.version,
    at: event.at,
    login_outcome: event.login?.outcome ?? null,
    document_json: JSON.stringify(event),
  };
}

function parseEventDocument(json: string): EventDocument {
  return JSON.parse(json) as EventDocument;
}
