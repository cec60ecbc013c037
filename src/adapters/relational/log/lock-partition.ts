import type { Transaction } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Keeps others from appending to a partition until the transaction ends, as an append does. It is a write, as on SQLite only
 * that makes the transaction the one that may write.
 */
export async function lockPartition(db: Transaction<Tables>, partition: number): Promise<void> {
  await db
    .updateTable('partitions')
    .set((eb) => ({ last_offset: eb.ref('last_offset') }))
    .where('partition', '=', partition)
    .execute();
}
