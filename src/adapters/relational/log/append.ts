import type { ControlledTransaction, Kysely, Transaction } from 'kysely';
import type { AppendRequest, AppendResult } from '../../../ports/message-store.ts';
import { chunksOf } from '../chunks.ts';
import type { Tables } from '../tables.ts';
import { type EventPlace, toEventRow } from './event-rows.ts';
import { toOffset } from './offsets.ts';

/**
 * One attempt to append, in one transaction. It locks its partition's row with its first statement: until it
 * ends no other append to the partition goes on, so what it reads stays true, and offsets become visible in
 * order and without a gap. On SQLite the same statement makes the transaction the one that may write.
 */
export async function append(
  db: Kysely<Tables>,
  request: AppendRequest,
  partition: number,
): Promise<AppendResult> {
  // Every statement has to see what was committed while the transaction waited for its lock.
  const transaction = await db.startTransaction().setIsolationLevel('read committed').execute();
  try {
    const offset = await takeOffset(transaction, partition);
    const refusal = await findRefusal(transaction, request, partition);
    if (refusal !== undefined) {
      await transaction.rollback().execute();
      return refusal;
    }
    await store(transaction, request, { partition, offset });
    await transaction.commit().execute();
    const version = request.expectedVersion + request.events.length;
    return { kind: 'appended', version, position: { partition, offset: toOffset(offset) } };
  } catch (error) {
    await abandon(transaction);
    throw error;
  }
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

async function findRefusal(
  db: Transaction<Tables>,
  request: AppendRequest,
  partition: number,
): Promise<AppendResult | undefined> {
  const { userId, expectedVersion, claimKey } = request;
  const found = await db
    .selectNoFrom((eb) => [
      eb
        .selectFrom('events')
        .select(({ fn }) => fn.max('version').as('version'))
        .where('user_id', '=', userId)
        .as('version'),
      eb
        .selectFrom('claims')
        .select('user_id')
        .where('key', '=', claimKey ?? '')
        .as('claimant'),
    ])
    .executeTakeFirstOrThrow();
  const version = found.version ?? 0;
  if (version !== expectedVersion) {
    return (await findDuplicate(db, request, partition)) ?? { kind: 'conflict', version };
  }
  if (found.claimant === null || found.claimant === userId) return undefined;
  return { kind: 'claimed', userId: found.claimant };
}

/** Whether exactly these events follow the expected version already. */
async function findDuplicate(
  db: Transaction<Tables>,
  { userId, expectedVersion, events }: AppendRequest,
  partition: number,
): Promise<AppendResult | undefined> {
  const version = expectedVersion + events.length;
  const stored = await db
    .selectFrom('events')
    .select(['event_id', 'offset'])
    .where('user_id', '=', userId)
    .where('version', '>', expectedVersion)
    .where('version', '<=', version)
    .orderBy('version')
    .execute();
  const last = stored.at(-1);
  const same = stored.length === events.length && events.every((e, i) => e.eventId === stored[i]?.event_id);
  if (last === undefined || !same) return undefined;
  return { kind: 'duplicate', version, position: { partition, offset: toOffset(last.offset) } };
}

async function store(
  db: Transaction<Tables>,
  request: AppendRequest,
  { partition, offset }: Omit<EventPlace, 'userId' | 'version'>,
): Promise<void> {
  const { userId, expectedVersion, events, snapshot, claimKey } = request;
  const rows = events.map((event, index) =>
    toEventRow(event, { userId, version: expectedVersion + 1 + index, partition, offset }),
  );
  for (const chunk of chunksOf(rows)) await db.insertInto('events').values(chunk).execute();
  const state = {
    version: expectedVersion + events.length,
    schema: snapshot.schema,
    state_json: JSON.stringify(snapshot.state),
  };
  await db
    .insertInto('snapshots')
    .values({ user_id: userId, ...state })
    .onConflict((conflict) => conflict.column('user_id').doUpdateSet(state))
    .execute();
  if (claimKey === undefined) return;
  await db
    .insertInto('claims')
    .values({ key: claimKey, user_id: userId })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function abandon(transaction: ControlledTransaction<Tables>): Promise<void> {
  if (transaction.isCommitted || transaction.isRolledBack) return;
  try {
    await transaction.rollback().execute();
  } catch {
    // The connection is broken, whose end rolls back too; the first failure is the one to report.
  }
}
