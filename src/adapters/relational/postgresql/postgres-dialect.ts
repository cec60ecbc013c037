import { type Kysely, sql } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { classifyPostgresFailure } from './classify-postgres-failure.ts';

/** In bytes: no word in the index is longer, and a query with one is refused. */
const longestLexeme = 2_046;

export function createPostgresDialect(
  db: Kysely<Tables>,
  migrate: RelationalDialect['migrate'],
): RelationalDialect {
  return {
    name: 'postgresql',
    pollMilliseconds: 50,
    now: () => sql<number>`floor(extract(epoch from clock_timestamp()) * 1000)::bigint`,
    matchesWords: (words) => {
      if (words.some((word) => Buffer.byteLength(word) > longestLexeme)) return sql`false`;
      const query = words.map((word) => `'${word}':*`).join(' & ');
      // As an array it is found first, by its index: PostgreSQL takes every prefix for a common one, and would
      // rather walk through all users in the order of the list.
      return sql`view_users.id = any (array(
        select found.id from view_users as found where found.word_vector @@ ${query}::tsquery))`;
    },
    hasRole: (role) => sql`view_users.roles_json::jsonb @> to_jsonb(${role}::text)`,
    migrate,
    ping: async () => {
      await sql`select 1`.execute(db);
    },
    classify: classifyPostgresFailure,
  };
}
