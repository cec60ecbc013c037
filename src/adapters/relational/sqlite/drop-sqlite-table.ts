import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';
import { transactImmediately } from './transact-immediately.ts';

/** So many are removed in some milliseconds. */
const rowsAtOnce = 1_000;

/**
 * In steps, between which others can write: to drop a large table takes as long as to read all of it. Under another name
 * first, so that nobody takes what is left for all.
 */
export async function dropSqliteTable(
  db: Kysely<Tables>,
  table: string,
  forget: (transaction: Kysely<Tables>) => Promise<void>,
): Promise<void> {
  const gone = `${table}_gone`;
  await sql`drop table if exists ${sql.table(`${table}_words`)}`.execute(db);
  if (await isThere(db, table)) {
    await sql`alter table ${sql.table(table)} rename to ${sql.table(gone)}`.execute(db);
  }
  if (await isThere(db, gone)) await emptyTable(db, gone);
  await transactImmediately(db, async (transaction) => {
    await sql`drop table if exists ${sql.table(gone)}`.execute(transaction);
    await forget(transaction);
  });
}

async function emptyTable(db: Kysely<Tables>, table: string): Promise<void> {
  const indexes = await sql<{ name: string }>`
    select name from sqlite_schema
    where type = 'index' and tbl_name = ${table} and sql is not null`.execute(db);
  for (const { name } of indexes.rows) await sql`drop index if exists ${sql.id(name)}`.execute(db);
  let removed: bigint | undefined;
  do {
    const { numAffectedRows } = await sql`
      delete from ${sql.table(table)}
      where rowid in (select rowid from ${sql.table(table)} limit ${rowsAtOnce})`.execute(db);
    removed = numAffectedRows;
  } while (removed !== undefined && removed > 0n);
}

async function isThere(db: Kysely<Tables>, table: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from sqlite_schema where type = 'table' and name = ${table}`.execute(db);
  return rows.length > 0;
}
