import { type Kysely, sql } from 'kysely';
import { chunksOf } from '../chunks.ts';
import type { Tables } from '../tables.ts';

export interface Wanted {
  readonly db: Kysely<Tables>;
  readonly table: string;
  readonly ids: readonly string[];
}

/** The documents in the order of the ids, null for those that are not there. */
export async function getByIds<Item>(
  { db, table, ids }: Wanted,
  parse: (json: string) => Item,
): Promise<readonly (Item | null)[]> {
  const found = new Map<string, Item>();
  for (const chunk of chunksOf([...new Set(ids)])) {
    const { rows } = await sql<{ id: string; document_json: string }>`
      select id, document_json from ${sql.table(table)} where id in (${sql.join(chunk)})`.execute(db);
    for (const row of rows) found.set(row.id, parse(row.document_json));
  }
  return ids.map((id) => found.get(id) ?? null);
}
