import type { Kysely } from 'kysely';
import type { FeedEntry } from '../../../ports/feeds.ts';
import type { Tables } from '../tables.ts';
import { toOffset } from './offsets.ts';

export interface FeedRange {
  readonly partition: number;
  readonly after: number;
  readonly limit: number;
}

/** The last offset of every partition. */
export async function readHeads(db: Kysely<Tables>, partitions: number): Promise<readonly number[]> {
  const rows = await db.selectFrom('partitions').selectAll().execute();
  const heads = new Map(rows.map((row) => [row.partition, row.last_offset]));
  return Array.from({ length: partitions }, (_, partition) => heads.get(partition) ?? 0);
}

/** An entry for each append: all its events have one offset, and one user. */
export async function readEntries(db: Kysely<Tables>, range: FeedRange): Promise<readonly FeedEntry[]> {
  const { partition, after, limit } = range;
  const rows = await db
    .selectFrom('events')
    .select(({ fn }) => [
      'offset',
      fn.max('user_id').as('userId'),
      fn.max('version').as('version'),
      fn.countAll<number>().as('count'),
    ])
    .where('partition', '=', partition)
    .where('offset', '>', after)
    .groupBy('offset')
    .orderBy('offset')
    .limit(limit)
    .execute();
  return rows.map(({ offset, ...entry }) => ({ partition, offset: toOffset(offset), ...entry }));
}
