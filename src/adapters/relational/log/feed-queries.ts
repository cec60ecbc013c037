import { type Kysely, sql } from 'kysely';
import { FeedTrimmed } from '../../../ports/errors.ts';
import type { FeedEntry } from '../../../ports/feeds.ts';
import type { UserId } from '../../../ports/message-store.ts';
import type { PartitionsTable, Tables } from '../tables.ts';
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
  const { partition, after, limit } = range;
  // Not by the query builder, for the same reason as in delivery. One statement, so that nothing is removed between looking for entries and for what was removed.
  const { rows } = await sql<EntryRow>`
    select trimmed_offset, entry."offset", entry.user_id, entry.version, entry.count
    from partitions left join (
      select "offset", max(user_id) as user_id, max(version) as version, count(*) as count
      from events where partition = ${partition} and "offset" > ${after}
      group by "offset" order by "offset" limit ${limit}
    ) as entry on true
    where partitions.partition = ${partition}
    order by entry."offset"`.execute(db);
  const trimmed = rows[0]?.trimmed_offset ?? 0;
  if (trimmed > after) {
    throw new FeedTrimmed(
      `Events of partition ${partition} were removed between its offsets ${toOffset(after)} and ${toOffset(trimmed)}.`,
    );
  }
  return rows.flatMap(({ offset, user_id: userId, version, count }) =>
    offset === null || userId === null || version === null || count === null
      ? []
      : [{ partition, offset: toOffset(offset), userId, version, count }],
  );
}

/** What follows is null where there is no entry. */
interface EntryRow extends Pick<PartitionsTable, 'trimmed_offset'> {
  readonly offset: number | null;
  readonly user_id: UserId | null;
  readonly version: number | null;
  readonly count: number | null;
}
