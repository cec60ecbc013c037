import type { Kysely } from 'kysely';
import { chunksOf } from '../chunks.ts';
import type { Tables } from '../tables.ts';

export interface Wanted {
  readonly db: Kysely<Tables>;
  readonly table: 'view_users' | 'view_events';
  readonly ids: readonly string[];
}

/** The documents in the order of the ids, null for those that are not there. */
export async function getByIds<Item>(
  { db, table, ids }: Wanted,
  parse: (json: string) => Item,
): Promise<readonly (Item | null)[]> {
  const found = new Map<string, Item>();
  for (const chunk of chunksOf([...new Set(ids)])) {
    const rows = await db
      .selectFrom(table)
      .select(['id', 'document_json'])
      .where('id', 'in', chunk)
      .execute();
    for (const row of rows) found.set(row.id, parse(row.document_json));
  }
  return ids.map((id) => found.get(id) ?? null);
}
