import { type RawBuilder, sql } from 'kysely';
import type { LoginBucket, LoginOutcome, LoginStatisticsQuery } from '../../../ports/event-view.ts';
import type { RelationalDatabase, ViewDialect } from '../relational-database.ts';
import { allOf, isEqual, isOneOf, isWithin } from './conditions.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** In milliseconds; and where one of them begins. */
const lengths = {
  MINUTE: { length: minute, origin: 0 },
  HOUR: { length: hour, origin: 0 },
  DAY: { length: day, origin: 0 },
  // 1970-01-05 was a Monday.
  WEEK: { length: 7 * day, origin: 4 * day },
} as const;

const outcomes: readonly LoginOutcome[] = ['SUCCEEDED', 'FAILED'];

/** Counts in the database, over an index that holds all that it asks for. */
export async function countLogins(
  { db, dialect }: RelationalDatabase,
  table: string,
  { time, interval, userId }: LoginStatisticsQuery,
): Promise<readonly LoginBucket[]> {
  const matching = allOf([
    isOneOf('login_outcome', outcomes),
    ...isWithin('at', time),
    ...(userId === undefined ? [] : [isEqual('user_id', userId)]),
  ]);
  const { rows } = await sql<LoginBucket>`
    select ${beginningOf(interval, dialect.views)} as start,
      count(case when login_outcome = 'SUCCEEDED' then 1 end) as succeeded,
      count(case when login_outcome = 'FAILED' then 1 end) as failed,
      count(distinct user_id) as users
    from ${sql.table(table)} where ${matching} group by 1 order by 1`.execute(db);
  return rows.map(({ start, succeeded, failed, users }) => ({ start, succeeded, failed, users }));
}

function beginningOf(interval: LoginStatisticsQuery['interval'], dialect: ViewDialect): RawBuilder<number> {
  if (interval === 'MONTH') return dialect.monthOfEvent;
  const { length, origin } = lengths[interval];
  const [by, from] = [sql.lit(length), sql.lit(origin)];
  // The remainder of an earlier instant than the origin is negative.
  return sql`at - ((at - ${from}) % ${by} + ${by}) % ${by}`;
}
