import { type Kysely, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { createSqliteWordIndex } from './sqlite-word-index.ts';
import { textType } from './text-type.ts';
import { withEventColumns, withUserColumns } from './view-columns.ts';

export async function createViewTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createUsers(db, dialect);
  await createIndexes(db, 'view_users', {
    view_users_by_email: ['email', 'id'],
    view_users_by_registration: ['registered_at', 'id'],
    view_users_by_last_login: ['last_login_at', 'id'],
    view_users_by_login_count: ['login_count', 'id'],
  });
  if (dialect === 'sqlite') await createSqliteWordIndex(db);
  else await createPostgresWordIndex(db);
  await createEvents(db, dialect);
  await createIndexes(db, 'view_events', {
    view_events_by_time: ['at', 'user_id', 'version'],
    view_events_of_user: ['user_id', 'at', 'version'],
    view_events_of_type: ['type', 'at', 'user_id', 'version'],
    view_events_of_outcome: ['login_outcome', 'at', 'user_id', 'version'],
  });
}

async function createUsers(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  const table = db.schema.createTable('view_users');
  // The full-text index of SQLite refers to rows by a number that has to stay the same.
  const numbered = dialect === 'sqlite' ? table.addColumn('row', 'integer', (c) => c.primaryKey()) : table;
  const named = numbered.addColumn('id', text, (column) => column.notNull().unique());
  await withUserColumns(named, dialect).execute();
}

async function createEvents(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  const table = db.schema.createTable('view_events').addColumn('id', text, (column) => column.primaryKey());
  await withEventColumns(table, dialect).execute();
}

/** The words as they are, because PostgreSQL's own parser would split and fold them by other rules. */
async function createPostgresWordIndex(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table view_users add column word_vector tsvector
    generated always as (array_to_tsvector(string_to_array(words, ' '))) stored`.execute(db);
  await db.schema
    .createIndex('view_users_words')
    .on('view_users')
    .using('gin')
    .column('word_vector')
    .execute();
}

async function createIndexes(
  db: Kysely<unknown>,
  table: string,
  indexes: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  }
}
