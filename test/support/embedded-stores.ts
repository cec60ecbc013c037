import { onTestFinished } from 'vitest';
import {
  createRelationalStores,
  type RelationalStores,
} from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';

/** Every store on a SQLite database in memory, prepared, and closed with the test. */
export async function openEmbeddedStores(partitions = 4): Promise<RelationalStores> {
  const database = openSqlite(':memory:');
  onTestFinished(() => database.close());
  const stores = createRelationalStores(database, { partitions, keyFingerprint: 'a key' });
  await stores.messageStore.prepare();
  return stores;
}
