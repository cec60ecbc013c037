import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import {
  createRelationalStores,
  type RelationalStores,
} from '../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { StoreIdentity } from '../../src/ports/errors.ts';
import { createDatabase, type FreshDatabase } from '../support/isolation.ts';
import type { OpenWriteSide } from '../support/opened.ts';
import { eventViewContract } from './event-view.contract.ts';
import { feedsContract } from './feeds.contract.ts';
import { keyRingContract } from './key-ring.contract.ts';
import { messageStoreContract } from './message-store.contract.ts';
import { sessionStoreContract } from './session-store.contract.ts';
import { userViewContract } from './user-view.contract.ts';

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
  feedsContract(name, writeSideOf(open));
  sessionStoreContract(name, () => openStores(open));
  keyRingContract(name, (shared) => openStores(open, shared));
  userViewContract(name, async () => {
    const { userView, close } = await openStores(open);
    return { view: userView, close };
  });
  eventViewContract(name, async () => {
    const { eventView, close } = await openStores(open);
    return { view: eventView, close };
  });
}

function writeSideOf(openDatabase: OpenDatabase): OpenWriteSide {
  return async ({ name, ...identity } = {}) => {
    const { messageStore, feeds, close } = await openStores(openDatabase, name, identity);
    return { store: messageStore, feeds, close };
  };
}

async function openStores(
  openDatabase: OpenDatabase,
  name: string = randomUUID(),
  identity: Partial<StoreIdentity> = {},
): Promise<RelationalStores & Pick<RelationalDatabase, 'close'>> {
  const database = await openDatabase(name);
  const stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key', ...identity });
  return { ...stores, close: database.close };
}
