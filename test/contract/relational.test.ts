import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { createDatabase, type FreshDatabase } from '../support/isolation.ts';
import type { OpenWriteSide } from '../support/opened.ts';
import { messageStoreContract } from './message-store.contract.ts';

type OpenDatabase = (name: string) => Promise<RelationalDatabase>;

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'));
const databases = new Map<string, Promise<FreshDatabase>>();

afterAll(async () => {
  for (const database of databases.values()) await (await database).drop();
  rmSync(folder, { recursive: true });
});

const dialects: Readonly<Record<string, OpenDatabase>> = {
  SQLite: async (name) => openSqlite(join(folder, `${name}.db`)),
  PostgreSQL: async (name) => {
    const database = databases.get(name) ?? createDatabase(inject('databaseUrl'));
    databases.set(name, database);
    return openPostgres((await database).url, { onError: () => undefined });
  },
};

for (const [name, open] of Object.entries(dialects)) {
  messageStoreContract(name, writeSideOf(open));
}

function writeSideOf(openDatabase: OpenDatabase): OpenWriteSide {
  return async ({ name = randomUUID(), partitions = 4, keyFingerprint = 'the key' } = {}) => {
    const database = await openDatabase(name);
    const { messageStore, feeds } = createRelationalStores(database, { partitions, keyFingerprint });
    return { store: messageStore, feeds, close: database.close };
  };
}
