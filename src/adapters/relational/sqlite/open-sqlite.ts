import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { Kysely } from 'kysely';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { shortenLog } from './shorten-log.ts';
import { openConnection } from './sqlite-connection.ts';
import { createSqliteDialect } from './sqlite-dialect.ts';
import { YieldingSqliteDialect } from './yielding-dialect.ts';

const minute = 60_000;

/**
 * Opens or creates a database in a file, or in memory for `:memory:`.
 * @param forgetsAfter how long the files may still hold what was overwritten or deleted, in milliseconds
 */
export function openSqlite(file: string, forgetsAfter = minute): RelationalDatabase {
  // The owner's alone, because the file holds the hashes of passwords.
  if (file !== ':memory:') mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const connection = openConnection(file);
  const db = new Kysely<Tables>({ dialect: new YieldingSqliteDialect(connection) });
  const stop = shortenLog(db, forgetsAfter);
  return {
    db,
    dialect: createSqliteDialect(db, connection),
    close: async () => {
      stop();
      await db.destroy();
      // Kysely leaves a connection open that it never used.
      connection.close();
    },
  };
}
