import { type ExpressionBuilder, sql } from 'kysely';
import { LeaseLost } from '../../../ports/errors.ts';
import type { FeedEntry, Feeds, Lease } from '../../../ports/feeds.ts';
import type { Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { toOffset, toOffsetNumber } from './offsets.ts';

export interface FeedLeasesOptions {
  readonly database: RelationalDatabase;
  readonly guard: Guard;
  readonly partitions: number;
}

type FeedLeases = Pick<Feeds, 'acquire' | 'renew' | 'release' | 'skipTrimmed' | 'acknowledge' | 'applied'>;

/** Leases by conditional updates of one row each, timed by the database's clock. */
export function createFeedLeases({ database, guard, partitions }: FeedLeasesOptions): FeedLeases {
  const { db, dialect } = database;
  return {
    acquire: (group, partition, owner, milliseconds) =>
      guard(() => acquire(database, { group, partition, owner }, milliseconds)),
    renew: (leases, milliseconds) =>
      guard(async () => {
        if (leases.length === 0) return [];
        const renewed = await dialect.withoutWaiting((on) =>
          on
            .updateTable('feed_groups')
            .set({ expires_at: expiry(database, milliseconds) })
            .where((eb) => eb.or(leases.map((lease) => isHeld(database, lease)(eb))))
            .returning(['partition', 'fence'])
            .execute(),
        );
        return leases.filter(({ partition, fence }) =>
          renewed.some((row) => row.partition === partition && row.fence === fence),
        );
      }),
    release: (lease) =>
      guard(async () => {
        await updateHeld(database, lease).set({ expires_at: 0, owner: '' }).execute();
      }),
    skipTrimmed: (lease) => guard(async () => advance(database, lease, await trimmedOffset(database, lease))),
    acknowledge: (lease, entries) => guard(() => advance(database, lease, lastOffset(lease, entries))),
    applied: (group) =>
      guard(async () => {
        const rows = await db
          .selectFrom('feed_groups')
          .select(['partition', 'applied'])
          .where('group', '=', group)
          .execute();
        const applied = new Map(rows.map((row) => [row.partition, row.applied]));
        return Array.from({ length: partitions }, (_, partition) => toOffset(applied.get(partition) ?? 0));
      }),
  };
}

async function acquire(
  database: RelationalDatabase,
  wanted: Omit<Lease, 'fence'>,
  milliseconds: number,
): Promise<Lease | null> {
  const { db, dialect } = database;
  const expires_at = expiry(database, milliseconds);
  const row = await db
    .insertInto('feed_groups')
    .values({ ...wanted, expires_at, fence: 1, applied: 0, known: 0 })
    .onConflict((conflict) =>
      conflict
        .columns(['group', 'partition'])
        .doUpdateSet((eb) => ({
          owner: wanted.owner,
          expires_at,
          fence: eb('feed_groups.fence', '+', 1),
        }))
        .where((eb) =>
          eb.or([
            eb('feed_groups.expires_at', '<=', dialect.now()),
            eb('feed_groups.owner', '=', wanted.owner),
          ]),
        ),
    )
    .returning('fence')
    .executeTakeFirst();
  return row === undefined ? null : { ...wanted, fence: row.fence };
}

/** Records that everything up to this offset is applied, or will never be. @throws LeaseLost */
async function advance(database: RelationalDatabase, lease: Lease, offset: number): Promise<void> {
  // If that is lost it is applied again.
  const advanced = await database.dialect.withoutWaiting((db) =>
    updateHeld({ ...database, db }, lease)
      .set((eb) => ({
        // As a parameter: a number within the text would make another statement of each.
        applied: eb.case().when('applied', '<', offset).then(eb.val(offset)).else(eb.ref('applied')).end(),
        known: 1,
      }))
      .executeTakeFirst(),
  );
  assertHeld(lease, advanced.numUpdatedRows);
}

async function trimmedOffset({ db }: RelationalDatabase, { partition }: Lease): Promise<number> {
  const row = await db
    .selectFrom('partitions')
    .select('trimmed_offset')
    .where('partition', '=', partition)
    .executeTakeFirst();
  return row?.trimmed_offset ?? 0;
}

/** An update of the lease's row, that finds it only while the lease holds. */
function updateHeld(database: RelationalDatabase, lease: Lease) {
  return database.db.updateTable('feed_groups').where(isHeld(database, lease));
}

export function isHeld(
  { dialect }: Pick<RelationalDatabase, 'dialect'>,
  { group, partition, owner, fence }: Lease,
) {
  return (eb: ExpressionBuilder<Tables, 'feed_groups'>) =>
    eb.and({ group, partition, owner, fence }).and('expires_at', '>', dialect.now());
}

export function expiry({ dialect }: Pick<RelationalDatabase, 'dialect'>, milliseconds: number) {
  return sql<number>`${dialect.now()} + cast(${Math.ceil(milliseconds)} as bigint)`;
}

export function assertHeld({ group, partition }: Lease, updated: bigint): void {
  if (updated === 0n) throw new LeaseLost(`The group ${group} has lost its lease on partition ${partition}.`);
}

function lastOffset(lease: Lease, entries: readonly FeedEntry[]): number {
  const own = entries.filter((entry) => entry.partition === lease.partition);
  return Math.max(0, ...own.map((entry) => toOffsetNumber(entry.offset)));
}
