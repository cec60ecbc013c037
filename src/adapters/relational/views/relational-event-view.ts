import { type Expression, type SqlBool, sql } from 'kysely';
import type { EventFilter, EventView, EventViewReader } from '../../../ports/event-view.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { allOf, isEqual, isOneOf, isWithin } from './conditions.ts';
import { eventKind } from './event-kind.ts';
import { getByIds } from './get-by-ids.ts';
import type { OrderTerm } from './keyset.ts';
import { countLogins } from './login-statistics.ts';
import { readPage } from './read-page.ts';
import type { ReadTable } from './read-table.ts';
import { createRelationalView } from './relational-view.ts';

const order: readonly OrderTerm[] = [
  { column: 'at', direction: 'desc' },
  { column: 'user_id', direction: 'desc' },
  { column: 'version', direction: 'desc' },
];

export function createRelationalEventView(database: RelationalDatabase): EventView {
  const guard = createGuard('views', database.dialect.classify, { resends: true });
  const { search, loginStatistics } = createEventReader({ database, table: eventKind.table, guard });
  return { ...createRelationalView(database, eventKind), search, loginStatistics };
}

export function createEventReader({ database, table, guard }: ReadTable): EventViewReader {
  const { db } = database;
  return {
    get: (ids) => guard(() => getByIds({ db, table, ids }, eventKind.parse)),
    search: (filter, page) =>
      guard(() => readPage({ db, table, matching: toEventCondition(filter), order, page }, eventKind.parse)),
    loginStatistics: (query) => guard(() => countLogins(database, table, query)),
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
