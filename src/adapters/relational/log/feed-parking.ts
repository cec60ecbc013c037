import type { Kysely, Transaction } from 'kysely';
import type { FailedAttempt, Feeds, Lease, ParkedUser } from '../../../ports/feeds.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { assertHeld, isHeld } from './feed-leases.ts';
import { transact } from './transact.ts';

/** Users whom a group set aside, a row each. */
export function createFeedParking({
  db,
  dialect,
}: RelationalDatabase): Pick<Feeds, 'park' | 'unpark' | 'parked' | 'askRetry'> {
  // An attempt must not be counted twice.
  const guard = createGuard('message store', dialect.classify);

  /** Nobody else can take the partition before the work is committed. */
  async function whileHeld(lease: Lease, work: (db: Transaction<Tables>) => Promise<void>): Promise<void> {
    await transact(db, async (transaction) => {
      const locked = await transaction
        .updateTable('feed_groups')
        .set((eb) => ({ fence: eb.ref('fence') }))
        .where(isHeld({ dialect }, lease))
        .executeTakeFirst();
      assertHeld(lease, locked.numUpdatedRows);
      await work(transaction);
    });
  }

  return {
    park: (lease, user) => guard(() => whileHeld(lease, (held) => park(held, lease, user))),
    unpark: (lease, userId) =>
      guard(() =>
        whileHeld(lease, async (held) => {
          const { group, partition } = lease;
          await held
            .deleteFrom('parked_users')
            .where((eb) => eb.and({ group, partition, user_id: userId }))
            .execute();
        }),
      ),
    parked: (group, partition) => guard(() => readParked(db, group, partition)),
    askRetry: (group, partition, userId) =>
      guard(async () => {
        const { numUpdatedRows } = await db
          .updateTable('parked_users')
          .set({ retry_asked: 1 })
          .where((eb) => eb.and({ group, partition, user_id: userId }))
          .executeTakeFirst();
        return numUpdatedRows > 0n;
      }),
  };
}

async function park(
  db: Transaction<Tables>,
  { group, partition }: Lease,
  { userId, version, error, at, wasTried = true }: FailedAttempt,
): Promise<void> {
  await db
    .insertInto('parked_users')
    .values({ group, partition, user_id: userId, version, attempts: 1, error, at, retry_asked: 0 })
    .onConflict((conflict) =>
      conflict.columns(['group', 'partition', 'user_id']).doUpdateSet((eb) => ({
        version: eb
          .case()
          .when('parked_users.version', '<', version)
          .then(version)
          .else(eb.ref('parked_users.version'))
          .end(),
        ...(wasTried ? { attempts: eb('parked_users.attempts', '+', 1), error, at, retry_asked: 0 } : {}),
      })),
    )
    .execute();
}

async function readParked(
  db: Kysely<Tables>,
  group: string,
  partition: number,
): Promise<readonly ParkedUser[]> {
  const rows = await db
    .selectFrom('parked_users')
    .select(['partition', 'user_id as userId', 'version', 'attempts', 'error', 'at', 'retry_asked'])
    .where((eb) => eb.and({ group, partition }))
    .orderBy('user_id')
    .execute();
  return rows.map(({ retry_asked, ...user }) => ({ ...user, isRetryAsked: retry_asked === 1 }));
}
