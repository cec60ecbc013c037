import { type Kysely, sql } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import type { Versioned, ViewKind, ViewRow, ViewTable } from './view-kind.ts';

/**
 * Which documents stand back for one that is written: those of earlier versions, or also those of the same one. What is erased
 * is newer than what is not, of the same version.
 */
export type Precedence = 'newer' | 'same or newer';

export interface Writing<Document extends Versioned> {
  readonly transaction: Kysely<Tables>;
  readonly dialect: RelationalDialect;
  readonly kind: ViewKind<Document>;
  readonly to: ViewTable;
}

/** Writes documents of different ids, sorted by these, to one build. */
export async function putDocuments<Document extends Versioned>(
  writing: Writing<Document>,
  documents: readonly Document[],
  precedence: Precedence,
): Promise<void> {
  const { transaction, dialect, kind, to } = writing;
  const rows = documents.map((document) => kind.toRow(document, to.shape));
  if (!kind.hasTerms(to.shape)) {
    await upsertRows(writing, rows, precedence);
    return;
  }
  let written: readonly string[] = [];
  const upsert = async () => {
    written = await upsertRows(writing, rows, precedence);
    return written;
  };
  const words = new Map(rows.map((row) => [row.id, String(row['words'])]));
  const reworded = await dialect.views.findReworded(transaction, to.table, { words, upsert });
  // What is overwritten is repaired in whole, whatever its words are said to be.
  const stale = precedence === 'newer' ? reworded : new Set(written);
  await putTerms(
    writing,
    rows.filter(({ id }) => stale.has(id)),
  );
}

/** Removes the documents with these different ids, which are sorted, from one build. */
export async function removeDocuments<Document extends Versioned>(
  { transaction, dialect, kind, to }: Writing<Document>,
  ids: readonly string[],
): Promise<void> {
  const { views } = dialect;
  const { rows } = await sql<{ id: string }>`
    select id from ${sql.table(to.table)} where id in (${sql.join(ids)})
    order by id ${views.forUpdate}`.execute(transaction);
  if (rows.length === 0) return;
  // Only these are locked: whoever is written from now on stays, with the terms.
  const found = rows.map(({ id }) => id);
  if (kind.hasTerms(to.shape)) await views.removeTerms(transaction, to.table, found);
  await sql`delete from ${sql.table(to.table)} where id in (${sql.join(found)})`.execute(transaction);
}

/** The ids of what was not there, or had to stand back. */
async function upsertRows<Document extends Versioned>(
  { transaction, kind, to }: Writing<Document>,
  rows: readonly ViewRow[],
  precedence: Precedence,
): Promise<readonly string[]> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  const changes = columns.map((column) => sql`${sql.ref(column)} = excluded.${sql.ref(column)}`);
  const [written, present] = [kind.erasedIn('excluded'), kind.erasedIn(to.table)];
  const isNewer =
    precedence === 'newer' ? sql`${written} and not ${present}` : sql`${written} or not ${present}`;
  const [version, presentVersion] = [sql.ref('excluded.version'), sql.ref(`${to.table}.version`)];
  const stored = await sql<{ id: string }>`
    insert into ${sql.table(to.table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values)}
    on conflict (id) do update set ${sql.join(changes)}
    where ${version} > ${presentVersion} or (${version} = ${presentVersion} and (${isNewer}))
    returning id`.execute(transaction);
  return stored.rows.map(({ id }) => id);
}

async function putTerms<Document extends Versioned>(
  { transaction, dialect, kind, to }: Writing<Document>,
  rows: readonly ViewRow[],
): Promise<void> {
  if (rows.length === 0) return;
  const terms = rows.map((row) => ({
    id: row.id,
    words: String(row['words']),
    terms: kind.toTerms(row),
  }));
  await dialect.views.putTerms(transaction, to.table, terms);
}
