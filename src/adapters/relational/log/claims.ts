import type { Kysely } from 'kysely';
import type { UserId } from '../../../ports/message-store.ts';
import type { Tables } from '../tables.ts';

/** Whom an address belongs to; null for nobody. */
export async function readClaimant(db: Kysely<Tables>, claimKey: string): Promise<UserId | null> {
  const claim = await db
    .selectFrom('claims')
    .select('user_id')
    .where('key', '=', claimKey)
    .executeTakeFirst();
  return claim?.user_id ?? null;
}
