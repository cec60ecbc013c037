import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { openConnection } from './sqlite-connection.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { YieldingSqliteDialect } from './yielding-dialect.ts';

/** Opens or creates a database in a file, or in memory for `:memory:`. */
export function openSqlite(file: string): RelationalDatabase {
  // The owner's alone, because the file holds the hashes of passwords.
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const connection = openConnection(file);
  const db = new Kysely<Tables>({ dialect: new YieldingSqliteDialect(connection) });
  return {
    db,
    dialect: createSqliteDialect(db, connection),
    close: async () => {
      await db.destroy();
      // Kysely leaves a connection open that it never used.
      connection.close();
    },
  };
}
