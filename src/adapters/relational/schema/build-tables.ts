import { type Kysely, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';
import { withErasure, withEventColumns, withUserColumns } from './view-columns.ts';

/** Where a build's tables go. Their indexes are named after the build, and keep that name whatever the tables become. */
export interface BuildPlace {
  readonly dialect: DialectName;
  readonly table: string;
  readonly build: string;
}

/** The view of users in shape 2. */
export async function createUserTables<Database>(db: Kysely<Database>, place: BuildPlace): Promise<void> {
  const text = textType(place.dialect);
  const table = db.schema.createTable(place.table);
  // The full-text index of SQLite refers to rows by a number that has to stay the same.
  const numbered =
    place.dialect === 'sqlite' ? table.addColumn('row', 'integer', (c) => c.primaryKey()) : table;
  const named = numbered.addColumn('id', text, (column) => column.notNull());
  await withUserColumns(named, place.dialect).execute();
  await createIndexes(db, place, {
    by_email: ['email', 'id'],
    by_registration: ['registered_at', 'id'],
    by_last_login: ['last_login_at', 'id'],
    by_login_count: ['login_count', 'id'],
  });
  await (place.dialect === 'sqlite' ? createSqliteTerms(db, place) : createPostgresTerms(db, place));
}

/** The view of events in shape 1. */
export async function createEventTables<Database>(db: Kysely<Database>, place: BuildPlace): Promise<void> {
  const text = textType(place.dialect);
  const table = db.schema.createTable(place.table).addColumn('id', text, (column) => column.notNull());
  await withErasure(withEventColumns(table, place.dialect)).execute();
  await createIndexes(db, place, {
    by_time: ['at', 'user_id', 'version'],
    of_user: ['user_id', 'at', 'version'],
    of_type: ['type', 'at', 'user_id', 'version'],
    of_outcome: ['login_outcome', 'at', 'user_id', 'version'],
  });
}

/**
 * Keeps no text, and is changed by its writers: triggers and the name of another table would not follow when tables are
 * renamed. The words are split and folded already, and this tokenizer takes every letter beyond ASCII as it is.
 *
 * @see https://sqlite.org/fts5.html#contentless_delete_tables
 */
async function createSqliteTerms<Database>(db: Kysely<Database>, { table }: BuildPlace): Promise<void> {
  await sql`
    create virtual table ${sql.table(`${table}_words`)} using fts5(
      terms, content = '', contentless_delete = 1, detail = none, prefix = '1 2 3',
      tokenize = "ascii tokenchars '~'")`.execute(db);
}

/** The words as they are, because PostgreSQL's own parser would split and fold them by other rules. */
async function createPostgresTerms<Database>(
  db: Kysely<Database>,
  { dialect, table, build }: BuildPlace,
): Promise<void> {
  await db.schema
    .createTable(`${table}_words`)
    .addColumn('id', textType(dialect), (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('terms', sql`tsvector`, (column) => column.notNull())
    .execute();
  await db.schema.createIndex(`${build}_words_by_id`).unique().on(`${table}_words`).column('id').execute();
  await db.schema
    .createIndex(`${build}_by_words`)
    .on(`${table}_words`)
    .using('gin')
    .column('terms')
    .execute();
}

async function createIndexes<Database>(
  db: Kysely<Database>,
  { table, build }: BuildPlace,
  indexes: Readonly<Record<string, readonly string[]>>,
): Promise<void> {
  await db.schema.createIndex(`${build}_by_id`).unique().on(table).column('id').execute();
  for (const [name, columns] of Object.entries(indexes)) {
    await db.schema
      .createIndex(`${build}_${name}`)
      .on(table)
      .columns([...columns])
      .execute();
  }
}
