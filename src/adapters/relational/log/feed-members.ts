import type { Feeds } from '../../../ports/feeds.ts';
import type { Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { expiry } from './feed-leases.ts';

/** Who is there to share the partitions, a row each, timed by the database's clock. */
export function createFeedMembers(
  { db, dialect }: RelationalDatabase,
  guard: Guard,
): Pick<Feeds, 'join' | 'leave'> {
  return {
    join: (group, owner, milliseconds) =>
      guard(() =>
        dialect.withoutWaiting(async (db) => {
          const expires_at = expiry({ dialect }, milliseconds);
          await db
            .insertInto('feed_members')
            .values({ group, owner, expires_at })
            .onConflict((conflict) => conflict.columns(['group', 'owner']).doUpdateSet({ expires_at }))
            .execute();
          await db
            .deleteFrom('feed_members')
            .where('group', '=', group)
            .where('expires_at', '<=', dialect.now())
            .execute();
          const members = await db
            .selectFrom('feed_members')
            .select('owner')
            .where('group', '=', group)
            .execute();
          return members.map((member) => member.owner).sort();
        }),
      ),
    leave: (group, owner) =>
      guard(async () => {
        await db
          .deleteFrom('feed_members')
          .where((eb) => eb.and({ group, owner }))
          .execute();
      }),
  };
}
