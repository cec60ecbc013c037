import type { Kysely, Transaction } from 'kysely';
import { TruncationRefused } from '../../../ports/errors.ts';
import type { UserId } from '../../../ports/message-store.ts';
import type { Tables } from '../tables.ts';
import { lockPartition } from './lock-partition.ts';
import { readStream } from './stream-rows.ts';
import { transact } from './transact.ts';

export interface Truncation {
  readonly userId: UserId;
  readonly partition: number;
  readonly below: number;
}

/**
 * Removes events in one transaction, which locks the partition's row first as an append does: neither an
 * append nor another truncation goes on meanwhile. They are the feed too, so it says how far that is gone.
 * @throws TruncationRefused
 */
export async function truncate(db: Kysely<Tables>, truncation: Truncation): Promise<void> {
  const { userId, partition, below } = truncation;
  await transact(db, async (transaction) => {
    await lockPartition(transaction, partition);
    const offset = await findLastOffset(transaction, truncation);
    if (offset === null) return;
    await assertRemovable(transaction, truncation, offset);
    await transaction
      .deleteFrom('events')
      .where('user_id', '=', userId)
      .where('version', '<', below)
      .execute();
    await transaction
      .updateTable('partitions')
      .set({ trimmed_offset: offset })
      .where('partition', '=', partition)
      .where('trimmed_offset', '<', offset)
      .execute();
  });
}

/** That of the last event to remove; null when there is none. */
async function findLastOffset(
  db: Transaction<Tables>,
  { userId, below }: Truncation,
): Promise<number | null> {
  const { offset } = await db
    .selectFrom('events')
    .select(({ fn }) => fn.max('offset').as('offset'))
    .where('user_id', '=', userId)
    .where('version', '<', below)
    .executeTakeFirstOrThrow();
  return offset;
}

async function assertRemovable(
  db: Transaction<Tables>,
  { userId, partition, below }: Truncation,
  offset: number,
): Promise<void> {
  const refuse = (reason: string): TruncationRefused =>
    new TruncationRefused(`The stream of user ${userId} is not truncated below version ${below}: ${reason}`);
  const stream = await readStream(db, userId);
  if (stream === undefined || stream.version < below) throw refuse('its last event stays.');
  if (stream.snapshot_schema === null) throw refuse('it has no snapshot yet.');
  const readers = await readKnownGroups(db, partition);
  if (readers.length === 0) throw refuse('no group of readers is known.');
  const behind = readers.filter(({ applied }) => applied < offset).map(({ group }) => group);
  if (behind.length > 0) throw refuse(`it is not applied yet by ${behind.join(', ')}.`);
}

/** Every group that reads anywhere, with how far it has applied this partition. */
async function readKnownGroups(
  db: Transaction<Tables>,
  partition: number,
): Promise<readonly { readonly group: string; readonly applied: number }[]> {
  const rows = await db
    .selectFrom('feed_groups')
    .select((eb) => [
      'group',
      eb.fn
        .max(eb.case().when('partition', '=', partition).then(eb.ref('applied')).else(0).end())
        .as('applied'),
    ])
    .where('known', '=', 1)
    .groupBy('group')
    .orderBy('group')
    .execute();
  return rows;
}
