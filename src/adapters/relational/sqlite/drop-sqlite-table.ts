import { type Kysely, type RawBuilder, sql } from 'kysely';
import { createGuard } from '../guard.ts';
import type { Tables } from '../tables.ts';
import { classifySqliteFailure } from './classify-sqlite-failure.ts';
import { transactImmediately } from './transact-immediately.ts';

/** So many are removed in some milliseconds. */
const rowsAtOnce = 1_000;

/**
 * In steps, between which others can write: to drop a large table takes as long as to read all of it. Under another name
 * first, so that nobody takes what is left for all. Each step waits for whoever writes.
 */
export async function dropSqliteTable(
  db: Kysely<Tables>,
  table: string,
  forget: (transaction: Kysely<Tables>) => Promise<void>,
): Promise<void> {
  const guard = createGuard('views', classifySqliteFailure);
  const step = (statement: RawBuilder<unknown>) => guard(() => statement.execute(db));
  const gone = `${table}_gone`;
  await step(sql`drop table if exists ${sql.table(`${table}_words`)}`);
  if (await isThere(db, table)) {
    await step(sql`alter table ${sql.table(table)} rename to ${sql.table(gone)}`);
  }
  if (await isThere(db, gone)) await emptyTable(db, gone, step);
  await guard(() =>
    transactImmediately(db, async (transaction) => {
      await sql`drop table if exists ${sql.table(gone)}`.execute(transaction);
      await forget(transaction);
    }),
  );
}

async function emptyTable(
  db: Kysely<Tables>,
  table: string,
  step: (statement: RawBuilder<unknown>) => Promise<{ readonly numAffectedRows?: bigint }>,
): Promise<void> {
  const indexes = await sql<{ name: string }>`
    select name from sqlite_schema
    where type = 'index' and tbl_name = ${table} and sql is not null`.execute(db);
  for (const { name } of indexes.rows) await step(sql`drop index if exists ${sql.id(name)}`);
  let removed: bigint | undefined;
  do {
    const { numAffectedRows } = await step(sql`
      delete from ${sql.table(table)}
      where rowid in (select rowid from ${sql.table(table)} limit ${rowsAtOnce})`);
    removed = numAffectedRows;
  } while (removed !== undefined && removed > 0n);
}

async function isThere(db: Kysely<Tables>, table: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from sqlite_schema where type = 'table' and name = ${table}`.execute(db);
  return rows.length > 0;
}
