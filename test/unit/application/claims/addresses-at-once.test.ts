import { expect, test } from 'vitest';
import { createRelationalStores } from '../../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { checkAddresses } from '../../../support/address-property.ts';
import type { WriteSide } from '../../../support/opened.ts';

test('no two users have one address at any moment, and none is stuck, wherever processes end', async () => {
  await expect(checkAddresses(openWriteSide, { numRuns: 150 })).resolves.toBeUndefined();
}, 120_000);

async function openWriteSide(): Promise<WriteSide> {
  const database = openSqlite(':memory:');
  const { messageStore, feeds } = createRelationalStores(database, {
    partitions: 4,
    keyFingerprint: 'a key',
  });
  await messageStore.prepare();
  return { store: messageStore, feeds, close: () => database.close() };
}
