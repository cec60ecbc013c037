import { type Kysely, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';

/**
 * Lets PostgreSQL take back the place of a destroyed key within a minute or so (`autovacuum_naptime`). By itself it waits until a fifth of all
 * keys are destroyed; and nothing else ever changes a key.
 *
 * @see https://www.postgresql.org/docs/current/routine-vacuuming.html#AUTOVACUUM
 */
export async function vacuumDestroyedKeys(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  if (dialect === 'sqlite') return;
  await sql`
    alter table user_keys
      set (autovacuum_vacuum_threshold = 0, autovacuum_vacuum_scale_factor = 0)`.execute(db);
}
