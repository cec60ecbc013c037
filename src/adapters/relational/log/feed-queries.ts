import type { Kysely } from 'kysely';
import { FeedTrimmed } from '../../../ports/errors.ts';
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

/** An entry for each append: all its events have one offset, and one user. @throws FeedTrimmed */
export async function readEntries(db: Kysely<Tables>, range: FeedRange): Promise<readonly FeedEntry[]> {
  const { partition, after } = range;
  // One statement, so that nothing is removed between looking for entries and for what was removed.
  const rows = await db
    .selectFrom('partitions')
    .leftJoin(entriesOf(db, range).as('entry'), (join) => join.onTrue())
    .select(['trimmed_offset', 'offset', 'userId', 'version', 'count'])
    .where('partitions.partition', '=', partition)
    .orderBy('offset')
    .execute();
  const trimmed = rows[0]?.trimmed_offset ?? 0;
  if (trimmed > after) {
    throw new FeedTrimmed(
      `Events of partition ${partition} were removed between its offsets ${toOffset(after)} and ${toOffset(trimmed)}.`,
    );
  }
  return rows.flatMap(({ offset, userId, version, count }) =>
    offset === null || userId === null || version === null || count === null
      ? []
      : [{ partition, offset: toOffset(offset), userId, version, count }],
  );
}

function entriesOf(db: Kysely<Tables>, { partition, after, limit }: FeedRange) {
  return db
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
    .limit(limit);
}
