import type { Kysely } from 'kysely';

/** An address can be claimed for a user who does not have it yet. */
export async function addPendingClaims(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('claims').addColumn('given_at', 'integer').execute();
}
