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

export async function readEntries(db: Kysely<Tables>, range: FeedRange): Promise<readonly FeedEntry[]> {
  const { partition, after, limit } = range;
  const rows = await db
    .selectFrom('events')
    .select(['user_id', 'version', 'offset'])
    .where('partition', '=', partition)
    .where('offset', '>', after)
    .orderBy('offset')
    .limit(limit)
    .execute();
  return rows.map(({ user_id, version, offset }) => ({
    partition,
    offset: toOffset(offset),
    userId: user_id,
    version,
    count: 1,
  }));
}
