import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, inject } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { DialectName, RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { createDatabase, type FreshDatabase } from './isolation.ts';

/** Opens a database: the same for every caller of one name, as another process would; a fresh one without. */
export type OpenDatabase = (name?: string) => Promise<RelationalDatabase>;

/** Databases of both kinds, which are gone when the file's tests are over. Whoever opens one closes it. */
export function relationalDatabases(): readonly {
  readonly name: string;
  readonly dialect: DialectName;
  readonly open: OpenDatabase;
}[] {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'));
  const databases = new Map<string, Promise<FreshDatabase>>();
  afterAll(async () => {
    for (const database of databases.values()) await (await database).drop();
    rmSync(folder, { recursive: true });
  });

  return [
    {
      name: 'SQLite',
      dialect: 'sqlite',
      open: async (name = randomUUID()) => openSqlite(join(folder, `${name}.db`)),
    },
    {
      name: 'PostgreSQL',
      dialect: 'postgresql',
      open: async (name = randomUUID()) => {
        const database = databases.get(name) ?? createDatabase(inject('databaseUrl'));
        databases.set(name, database);
        return openPostgres((await database).url, { onError: () => undefined });
      },
    },
  ];
}
