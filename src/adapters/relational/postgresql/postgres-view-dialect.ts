import { type Kysely, sql } from 'kysely';
import { transact } from '../log/transact.ts';
import type { UserTerms, ViewDialect, WantedWord, WriteUsers } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { chunksOfWords } from '../views/chunks-of-words.ts';

/** In bytes: no word in the index is longer, and a query with one is refused. */
const longestLexeme = 2_046;
/** As long as a write may take, and longer than PostgreSQL takes to end a vacuum that is in the way. */
const writerPatience = '5s';

export function createPostgresViewDialect(db: Kysely<Tables>): ViewDialect {
  return {
    matchesWords: (table, words) => {
      if (words.some(({ beginning }) => isTooLong(beginning))) return sql`false`;
      const [first = [], ...rest] = chunksOfWords(words);
      const others = rest.map((chunk) => sql`found.terms @@ ${toQuery(chunk)}::tsquery`);
      // As an array it is found first, by its index: PostgreSQL takes every prefix for a common one, and would
      // rather walk through all users in the order of the list. The offset keeps the others from the index.
      return sql`${sql.ref(`${table}.id`)} = any (array(
        select found.id from (
          select id, terms from ${sql.table(`${table}_words`)} where terms @@ ${toQuery(first)}::tsquery offset 0
        ) as found where ${others.length === 0 ? sql`true` : sql.join(others, sql` and `)}))`;
    },
    hasRole: (table, role) => sql`${sql.ref(`${table}.roles_json`)}::jsonb @> to_jsonb(${role}::text)`,
    monthOfEvent: sql`
      (extract(epoch from date_trunc('month', to_timestamp(floor(at / 1000.0)) at time zone 'UTC')) * 1000)::bigint`,
    transact: (work, on = db) => transact(on, work),
    excludeWriters: async (transaction) => {
      await setLockTimeout(transaction, writerPatience);
      // A lock of the table, which writers take a weaker one of: they queue for it in turn, so that none goes without.
      await sql`lock table views in exclusive mode`.execute(transaction);
    },
    forShare: sql`for share`,
    forUpdate: sql`for update`,
    findReworded,
    putTerms,
    removeTerms: async (transaction, table, ids) => {
      await sql`
        delete from ${sql.table(`${table}_words`)} where id in (${sql.join(ids)})`.execute(transaction);
    },
    lockTable: async (transaction, table, milliseconds) => {
      await setLockTimeout(transaction, `${milliseconds}ms`);
      for (const each of await withTerms(transaction, table)) {
        await sql`lock table ${sql.table(each)} in access exclusive mode`.execute(transaction);
      }
    },
    renameTable: async (transaction, from, to) => {
      for (const each of await withTerms(transaction, from)) {
        const name = each === from ? to : `${to}_words`;
        await sql`alter table ${sql.table(each)} rename to ${sql.id(name)}`.execute(transaction);
      }
    },
    letOthersWrite: async () => undefined,
    expunge: (tables, signal) => vacuum(db, tables, signal),
    settleTable: (table) => analyze(db, table),
    dropTable: (table, forget) =>
      transact(db, async (transaction) => {
        await setLockTimeout(transaction, writerPatience);
        // What there is of terms in shape 1 goes with it.
        await sql`drop table if exists ${sql.table(table)} cascade`.execute(transaction);
        await sql`drop table if exists ${sql.table(`${table}_words`)}`.execute(transaction);
        await forget(transaction);
      }),
  };
}

/** Lexemes hold letters, digits and tildes only. */
function toQuery(words: readonly WantedWord[]): string {
  return words
    .map(({ beginning, forms }) => [`'${beginning}':*`, ...forms.map((form) => `'~${form}'`)].join(' | '))
    .map((alternatives) => `(${alternatives})`)
    .join(' & ');
}

function isTooLong(word: string): boolean {
  return Buffer.byteLength(word) > longestLexeme;
}

/** Those who were written stay as they are until the transaction ends, and their terms with them. */
async function findReworded(
  db: Kysely<Tables>,
  table: string,
  { words, upsert }: WriteUsers,
): Promise<ReadonlySet<string>> {
  const written = await upsert();
  if (written.length === 0) return new Set();
  const { rows } = await sql<{ id: string; words: string }>`
    select id, words from ${sql.table(`${table}_words`)} where id in (${sql.join(written)})`.execute(db);
  const before = new Map(rows.map((row) => [row.id, row.words]));
  return new Set(written.filter((id) => before.get(id) !== words.get(id)));
}

async function putTerms(db: Kysely<Tables>, table: string, users: readonly UserTerms[]): Promise<void> {
  const values = users.map(({ id, words, terms }) => {
    const lexemes = terms.split(' ').filter((term) => !isTooLong(term));
    return sql`(${id}, ${words}, array_to_tsvector(string_to_array(${lexemes.join(' ')}, ' ')))`;
  });
  await sql`
    insert into ${sql.table(`${table}_words`)} (id, words, terms) values ${sql.join(values)}
    on conflict (id) do update set words = excluded.words, terms = excluded.terms`.execute(db);
}

/** A new table has no statistics, without which its first readers would get bad plans. */
async function analyze(db: Kysely<Tables>, table: string): Promise<void> {
  for (const each of await withTerms(db, table)) await sql`analyze ${sql.table(each)}`.execute(db);
}

/** Their bytes stay in the pages until others take the place: only a new table is free of them. */
async function vacuum(db: Kysely<Tables>, tables: readonly string[], signal: AbortSignal): Promise<boolean> {
  for (const table of tables) {
    for (const each of await withTerms(db, table)) {
      if (signal.aborted) return false;
      await sql`vacuum ${sql.table(each)}`.execute(db);
    }
  }
  return true;
}

async function withTerms(db: Kysely<Tables>, table: string): Promise<readonly string[]> {
  const terms = `${table}_words`;
  const { rows } = await sql<{ found: boolean }>`select to_regclass(${terms}) is not null as found`.execute(
    db,
  );
  return rows[0]?.found === true ? [table, terms] : [table];
}

/** Until the transaction ends. */
async function setLockTimeout(transaction: Kysely<Tables>, time: string): Promise<void> {
  await sql`set local lock_timeout = ${sql.lit(time)}`.execute(transaction);
}
