import { type Kysely, sql } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { classifyPostgresFailure } from './classify-postgres-failure.ts';
import { createPostgresViewDialect } from './postgres-view-dialect.ts';

export function createPostgresDialect(
  db: Kysely<Tables>,
  migrate: RelationalDialect['migrate'],
): RelationalDialect {
  return {
    name: 'postgresql',
    pollMilliseconds: 50,
    now: () => sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
    // Its connections wait beside each other: to save that would take more steps.
    withoutWaiting: (work) => work(db),
    inOneWait: (work) => work(db),
    views: createPostgresViewDialect(db),
    migrate,
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    classify: classifyPostgresFailure,
  };
}
