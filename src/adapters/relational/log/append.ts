import type { Kysely, Transaction } from 'kysely';
import type { AppendRequest, AppendResult } from '../../../ports/message-store.ts';
import type { Tables } from '../tables.ts';
import { findRefusal } from './append-refusals.ts';
import { toOffset } from './offsets.ts';
import { storeAppend } from './store-append.ts';
import { readStream } from './stream-rows.ts';
import { transact } from './transact.ts';

/**
 * One attempt to append, in one transaction. It locks its partition's row with its first statement: until it
 * ends no other append to the partition goes on, so what it reads stays true, and offsets become visible in
 * order and without a gap. On SQLite the same statement makes the transaction the one that may write.
 */
export function append(db: Kysely<Tables>, request: AppendRequest, partition: number): Promise<AppendResult> {
  const { userId, expectedVersion, events } = request;
  return transact(db, async (transaction) => {
    const offset = await takeOffset(transaction, partition);
    const stream = await readStream(transaction, userId);
    const refusal = await findRefusal(transaction, { request, partition, stream });
    if (refusal !== undefined) {
      await transaction.rollback().execute();
      return refusal;
    }
    await storeAppend(transaction, { request, place: { partition, offset }, stream });
    const version = expectedVersion + events.length;
    return { kind: 'appended', version, position: { partition, offset: toOffset(offset) } };
  });
}

async function takeOffset(db: Transaction<Tables>, partition: number): Promise<number> {
  const row = await db
    .updateTable('partitions')
    .set((eb) => ({ last_offset: eb('last_offset', '+', 1) }))
    .where('partition', '=', partition)
    .returning('last_offset')
    .executeTakeFirst();
  if (row === undefined) throw new Error(`The log has no partition ${partition}: prepare it first.`);
  return row.last_offset;
}
