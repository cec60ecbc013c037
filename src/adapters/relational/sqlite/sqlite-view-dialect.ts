import { setTimeout as pause } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { UserTerms, ViewDialect, WantedWord, WriteUsers } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { chunksOfWords } from '../views/chunks-of-words.ts';
import { dropSqliteTable } from './drop-sqlite-table.ts';
import { expungeSqlite } from './expunge-sqlite.ts';
import { transactImmediately } from './transact-immediately.ts';

// Longer than whoever found the database locked pauses before the next attempt: there is no queue for the lock.
const turnMilliseconds = 25;

export function createSqliteViewDialect(db: Kysely<Tables>): ViewDialect {
  return {
    matchesWords: (table, words) => {
      const [row, index] = [sql.ref(`${table}.row`), sql.table(`${table}_words`)];
      // One after another: what the first ones leave nothing of is not looked for any further.
      const conditions = chunksOfWords(words).map(
        (chunk) => sql`${row} in (select rowid from ${index} where ${index} match ${toMatch(chunk)})`,
      );
      return sql`(${sql.join(conditions, sql` and `)})`;
    },
    hasRole: (table, role) =>
      sql`exists (
        select 1 from json_each(${sql.ref(`${table}.roles_json`)}) as role where role.value = ${role})`,
    monthOfEvent: sql`unixepoch(floor(at / 1000.0), 'unixepoch', 'start of month') * 1000`,
    letOthersWrite: async () => void (await pause(turnMilliseconds)),
    transact: (work, on = db) => transactImmediately(on, work),
    // Who writes does so alone.
    excludeWriters: async () => undefined,
    forShare: sql``,
    forUpdate: sql``,
    findReworded,
    putTerms,
    removeTerms: async (transaction, table, ids) => {
      await sql`
        delete from ${sql.table(`${table}_words`)} where rowid in (
          select row from ${sql.table(table)} where id in (${sql.join(ids)}))`.execute(transaction);
    },
    // Readers go on with the tables as they were when they began.
    lockTable: async () => undefined,
    renameTable,
    expunge: (tables, signal) => expungeSqlite(db, tables, signal),
    settleTable: async () => undefined,
    dropTable: (table, forget) => dropSqliteTable(db, table, forget),
  };
}

function toMatch(words: readonly WantedWord[]): string {
  return words
    .map(({ beginning, forms }) => [`"${beginning}"*`, ...forms.map((form) => `"~${form}"`)].join(' OR '))
    .map((alternatives) => `(${alternatives})`)
    .join(' AND ');
}

/** Nobody else writes in between. */
async function findReworded(
  db: Kysely<Tables>,
  table: string,
  { words, upsert }: WriteUsers,
): Promise<ReadonlySet<string>> {
  const ids = sql.join([...words.keys()]);
  const { rows } = await sql<{ id: string; words: string }>`
    select id, words from ${sql.table(table)} where id in (${ids})`.execute(db);
  const before = new Map(rows.map((row) => [row.id, row.words]));
  return new Set((await upsert()).filter((id) => before.get(id) !== words.get(id)));
}

async function putTerms(db: Kysely<Tables>, table: string, terms: readonly UserTerms[]): Promise<void> {
  const values = sql.join(terms.map((user) => sql`(${user.id}, ${user.terms})`));
  await sql`
    with given (id, terms) as (values ${values})
    insert or replace into ${sql.table(`${table}_words`)} (rowid, terms)
    select users.row, given.terms from given join ${sql.table(table)} as users on users.id = given.id
    order by users.row`.execute(db);
}

/** In shape 1 triggers keep the words, by names that do not change with the table's. */
async function renameTable(db: Kysely<Tables>, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ type: string; name: string }>`
    select type, name from sqlite_schema
    where (type = 'trigger' and tbl_name = ${from}) or (type = 'table' and name = ${`${from}_words`})`.execute(
    db,
  );
  for (const { type, name } of rows) {
    await (type === 'trigger'
      ? sql`drop trigger ${sql.id(name)}`.execute(db)
      : sql`alter table ${sql.table(name)} rename to ${sql.table(`${to}_words`)}`.execute(db));
  }
  await sql`alter table ${sql.table(from)} rename to ${sql.table(to)}`.execute(db);
}
