import { type Kysely, sql } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import { migrateToLatest } from '../schema/migrations.ts';
import type { Tables } from '../tables.ts';
import { classifySqliteFailure } from './classify-sqlite-failure.ts';
import { createSqliteViewDialect } from './sqlite-view-dialect.ts';
import { transactImmediately } from './transact-immediately.ts';

export function createSqliteDialect(db: Kysely<Tables>): RelationalDialect {
  return {
    name: 'sqlite',
    pollMilliseconds: 250,
    now: () => sql<number>`${Date.now()}`,
    views: createSqliteViewDialect(db),
    // The migrator takes no lock on SQLite: the transaction keeps other processes out.
    migrate: () => transactImmediately(db, (transaction) => migrateToLatest(transaction, 'sqlite')),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    classify: classifySqliteFailure,
  };
}
