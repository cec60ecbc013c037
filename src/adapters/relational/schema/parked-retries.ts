import type { Kysely } from 'kysely';

/** Anybody may ask for another attempt with a user who is set aside. */
export async function addParkedRetries(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('parked_users')
    .addColumn('retry_asked', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
}
