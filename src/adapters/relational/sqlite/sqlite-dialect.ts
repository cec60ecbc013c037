import { type Kysely, sql } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import { migrateToLatest } from '../schema/migrations.ts';
import type { Tables } from '../tables.ts';
import { classifySqliteFailure } from './classify-sqlite-failure.ts';

export function createSqliteDialect(db: Kysely<Tables>): RelationalDialect {
  return {
    name: 'sqlite',
    pollMilliseconds: 250,
    now: () => sql<number>`${Date.now()}`,
    matchesWords: (words) => {
      const query = words.map((word) => `"${word}"*`).join(' ');
      return sql`view_users.row in (select rowid from view_users_words where view_users_words match ${query})`;
    },
    hasRole: (role) =>
      sql`exists (select 1 from json_each(view_users.roles_json) as role where role.value = ${role})`,
    migrate: () => db.connection().execute(migrate),
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    classify: classifySqliteFailure,
  };
}

/** The migrator takes no lock on SQLite: the transaction keeps other processes out. */
async function migrate(connection: Kysely<Tables>): Promise<void> {
  await sql`begin immediate`.execute(connection);
  try {
    await migrateToLatest(connection, 'sqlite');
    await sql`commit`.execute(connection);
  } catch (error) {
    await sql`rollback`.execute(connection);
    throw error;
  }
}
