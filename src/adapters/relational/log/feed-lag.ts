import type { Kysely } from 'kysely';
import type { PartitionLag } from '../../../ports/feeds.ts';
import type { Guard } from '../guard.ts';
import type { Tables } from '../tables.ts';
import { toOffset } from './offsets.ts';

interface Place {
  readonly partition: number;
  readonly head: number;
  readonly applied: number;
}

const countedUpTo = 10_000;

/**
 * How far a group is behind in each partition. Events are counted up to 10,000 of a partition; of more it takes the
 * number of appends, which the offsets tell, and the mean of events an append of those that it counted.
 */
export async function readLag(
  { db, guard }: { readonly db: Kysely<Tables>; readonly guard: Guard },
  group: string,
): Promise<readonly PartitionLag[]> {
  const lags: PartitionLag[] = [];
  for (const place of await guard(() => readPlaces(db, group))) {
    lags.push(await guard(() => readLagAt(db, place)));
  }
  return lags;
}

function readPlaces(db: Kysely<Tables>, group: string): Promise<readonly Place[]> {
  return db
    .selectFrom('partitions')
    .leftJoin('feed_groups', (join) =>
      join.onRef('feed_groups.partition', '=', 'partitions.partition').on('feed_groups.group', '=', group),
    )
    .select((eb) => [
      'partitions.partition',
      'last_offset as head',
      eb.fn.coalesce('applied', eb.lit(0)).as('applied'),
    ])
    .orderBy('partitions.partition')
    .execute();
}

async function readLagAt(db: Kysely<Tables>, place: Place): Promise<PartitionLag> {
  const { partition, applied, head } = place;
  const last = await eventsOf(db, partition).where('offset', '=', applied).limit(1).executeTakeFirst();
  const first = await eventsOf(db, partition).where('offset', '>', applied).limit(1).executeTakeFirst();
  return {
    partition,
    applied: toOffset(applied),
    appliedAt: last?.at ?? null,
    events: first === undefined ? 0 : await countBehind(db, { partition, first: first.offset, head }),
    waitingSince: first?.at ?? null,
  };
}

function eventsOf(db: Kysely<Tables>, partition: number) {
  return db
    .selectFrom('events')
    .select(['at', 'offset'])
    .where('partition', '=', partition)
    .orderBy('offset')
    .orderBy('version');
}

interface Behind {
  readonly partition: number;
  readonly first: number;
  readonly head: number;
}

async function countBehind(db: Kysely<Tables>, { partition, first, head }: Behind): Promise<number> {
  const counted = db
    .selectFrom('events')
    .select('offset')
    .where('partition', '=', partition)
    .where('offset', '>=', first)
    .orderBy('offset')
    .limit(countedUpTo + 1);
  const { events, end } = await db
    .selectFrom(counted.as('counted'))
    .select(({ fn }) => [fn.countAll<number>().as('events'), fn.max('offset').as('end')])
    .executeTakeFirstOrThrow();
  if (events <= countedUpTo) return events;
  const [appends, all] = [end - first + 1, Math.max(head, end) - first + 1];
  return Math.round((all * events) / appends);
}
