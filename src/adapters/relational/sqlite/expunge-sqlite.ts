import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { createGuard } from '../guard.ts';
import type { Tables } from '../tables.ts';
import { classifySqliteFailure } from './classify-sqlite-failure.ts';
import { transactImmediately } from './transact-immediately.ts';

/** So many are merged in some milliseconds. */
const pagesAtOnce = 64;
/** Between two steps, so that others can write. */
const turnMilliseconds = 25;

/**
 * What is replaced in a table is overwritten with zeros at once (`secure_delete`). A full-text index keeps the words of rows that
 * are gone until its parts are merged, and the write-ahead log holds what was written until it is emptied.
 *
 * @see https://sqlite.org/fts5.html#the_merge_command
 */
export async function expungeSqlite(
  db: Kysely<Tables>,
  tables: readonly string[],
  signal: AbortSignal,
): Promise<boolean> {
  for (const table of tables) {
    const words = `${table}_words`;
    if (await isThere(db, words)) await mergeAll(db, words, signal);
  }
  if (signal.aborted) return false;
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db);
  return rows[0]?.busy === 0;
}

async function mergeAll(db: Kysely<Tables>, words: string, signal: AbortSignal): Promise<void> {
  const guard = createGuard('views', classifySqliteFailure);
  // A negative number begins a merge of everything.
  for (let pages = -pagesAtOnce; !signal.aborted; pages = pagesAtOnce) {
    const changes = await guard(() =>
      transactImmediately(db, (transaction) => merge(transaction, words, pages)),
    );
    if (changes < 2) return;
    await pause(turnMilliseconds);
  }
}

/** Answers how many rows it took: fewer than two when there is no more to do. */
async function merge(transaction: Kysely<Tables>, words: string, pages: number): Promise<number> {
  const before = await totalChanges(transaction);
  await sql`
    insert into ${sql.table(words)} (${sql.ref(words)}, rank) values ('merge', ${pages})`.execute(
    transaction,
  );
  return (await totalChanges(transaction)) - before;
}

async function totalChanges(db: Kysely<Tables>): Promise<number> {
  const { rows } = await sql<{ changes: number }>`select total_changes() as changes`.execute(db);
  return rows[0]?.changes ?? 0;
}

async function isThere(db: Kysely<Tables>, table: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from sqlite_schema where type = 'table' and name = ${table}`.execute(db);
  return rows.length > 0;
}
