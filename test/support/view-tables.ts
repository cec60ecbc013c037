import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';

/** The tables of the views; on SQLite without those that its full-text index is made of. */
export async function viewTablesOf({ db }: RelationalDatabase): Promise<readonly string[]> {
  const tables = await db.introspection.getTables();
  return tables
    .map(({ name }) => name)
    .filter((name) => /^view_/.test(name) && !/_words_/.test(name))
    .sort();
}

/** What there is of them when nothing is being built. */
export const settledTables = ['view_builds', 'view_events', 'view_users', 'view_users_words'];
