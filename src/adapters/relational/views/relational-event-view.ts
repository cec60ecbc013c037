import { type Expression, type Kysely, type SqlBool, sql } from 'kysely';
import type { EventDocument, EventFilter, EventView } from '../../../ports/event-view.ts';
import { chunksOf } from '../chunks.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables, ViewEventsTable } from '../tables.ts';
import { allOf, isEqual, isOneOf, isWithin } from './conditions.ts';
import { getByIds } from './get-by-ids.ts';
import type { OrderTerm } from './keyset.ts';
import { readPage } from './read-page.ts';

const order: readonly OrderTerm[] = [
  { column: 'at', direction: 'desc' },
  { column: 'user_id', direction: 'desc' },
  { column: 'version', direction: 'desc' },
];

export function createRelationalEventView({ db, dialect }: RelationalDatabase): EventView {
  const guard = createGuard('views', dialect.classify, { resends: true });
  return {
    prepare: () => guard(() => dialect.migrate()),
    write: async (documents) => {
      for (const chunk of chunksOf(documents)) await guard(() => insert(db, chunk));
    },
    get: (ids) => guard(() => getByIds({ db, table: 'view_events', ids }, parseEventDocument)),
    search: (filter, page) =>
      guard(() => {
        const matching = toEventCondition(filter);
        return readPage({ db, table: 'view_events', matching, order, page }, parseEventDocument);
      }),
    // A row is found by searches as soon as it is written.
    refresh: async () => undefined,
    ping: () => guard(() => dialect.ping()),
  };
}

function toEventCondition({ types, time, userId, login }: EventFilter): Expression<SqlBool> {
  return allOf([
    ...(types === undefined ? [] : [isOneOf('type', types)]),
    ...(time === undefined ? [] : isWithin('at', time)),
    ...(userId === undefined ? [] : [isEqual('user_id', userId)]),
    ...(login === undefined ? [] : [hasOutcome(login)]),
  ]);
}

function hasOutcome(login: NonNullable<EventFilter['login']>): Expression<SqlBool> {
  return login === 'ANY' ? sql<SqlBool>`login_outcome is not null` : isEqual('login_outcome', login);
}

/** In the order of their ids, so that parallel statements do not wait for each other in a circle. */
async function insert(db: Kysely<Tables>, documents: readonly EventDocument[]): Promise<void> {
  const rows = documents.map(toEventRow).sort((a, b) => (a.id < b.id ? -1 : 1));
  await db
    .insertInto('view_events')
    .values(rows)
    .onConflict((conflict) => conflict.column('id').doNothing())
    .execute();
}

function toEventRow(event: EventDocument): ViewEventsTable {
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
