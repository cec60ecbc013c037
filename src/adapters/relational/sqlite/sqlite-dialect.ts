import { type Kysely, sql } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import { migrateToLatest } from '../schema/migrations.ts';
import type { Tables } from '../tables.ts';
import { classifySqliteFailure } from './classify-sqlite-failure.ts';
import { createSharedTransactions } from './share-transactions.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { createSqliteViewDialect } from './sqlite-view-dialect.ts';
import { transactImmediately } from './transact-immediately.ts';

export function createSqliteDialect(
  db: Kysely<Tables>,
  sqlite: Pick<SqliteConnection, 'setWaiting'>,
): RelationalDialect {
  return {
    name: 'sqlite',
    pollMilliseconds: 250,
    now: () => sql<number>`${Date.now()}`,
    // There is one connection: nobody else commits while it is taken.
    withoutWaiting: (work) =>
      db.connection().execute(async (connection) => {
        sqlite.setWaiting(false);
        try {
          return await work(connection);
        } finally {
          sqlite.setWaiting(true);
        }
      }),
    inOneWait: createSharedTransactions(db),
    views: createSqliteViewDialect(db),
    // The migrator takes no lock on SQLite: the transaction keeps other processes out.
    migrate: () => transactImmediately(db, (transaction) => migrateToLatest(transaction, 'sqlite')),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    classify: classifySqliteFailure,
  };
}
