import { sql } from 'kysely';
import type { EventDocument } from '../../../ports/event-view.ts';
import { createEventTables } from '../schema/build-tables.ts';
import type { ViewKind, ViewRow } from './view-kind.ts';

export const eventKind: ViewKind<EventDocument> = {
  view: 'events',
  table: 'view_events',
  latestShape: 1,
  toRow: toEventRow,
  parse: parseEventDocument,
  isErased: ({ isErased }) => isErased,
  erasedIn: (row) => sql`${sql.ref(`${row}.erased`)} = 1`,
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
    erased: event.isErased ? 1 : 0,
    document_json: JSON.stringify(event),
  };
}

function parseEventDocument(json: string): EventDocument {
  // Earlier versions wrote documents without it.
  return { isErased: false, ...(JSON.parse(json) as Omit<EventDocument, 'isErased'>) };
}
