import type { EventView, LoginBucket, StatisticsInterval } from '../../ports/event-view.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { TimeRange } from '../../ports/page.ts';
import type { Clock } from '../environment.ts';
import { QueryRefused } from '../errors.ts';
import { type Viewer, visibleUser } from '../viewer.ts';
import { numberOfInterval, startOfInterval } from './calendar-intervals.ts';
import type { OpenView, Source } from './source.ts';

const mostBuckets = 1_000;

/**
 * Attempts to log in by the intervals of the calendar in UTC: to one's own account, or to everybody's for an administrator.
 * Every interval of the range is there, in the order of time, also those without logins, so that it can be drawn as it
 * comes. An open range begins with the first login and ends with the interval that is under way; the first and the last
 * interval count what lies within the range.
 * @throws AccessDenied, PositionNotReached, UserSetAside, UnknownView, Unavailable
 * @throws QueryRefused for a range that ends before it begins, or has more than 1,000 intervals
 *
 * @example
 * const time = { from: Date.UTC(2026, 0, 1), to: Date.UTC(2026, 1, 1) };
 * const days = await loginStatistics(viewer, { time, interval: 'DAY', source: { atLeast: nothing } }); // 31 of them
 */
export type LoginStatistics = (
  viewer: Viewer | null,
  query: { readonly time: TimeRange; readonly interval: StatisticsInterval; readonly source: Source },
) => Promise<readonly LoginBucket[]>;

type Reader = Pick<EventView, 'search' | 'loginStatistics'>;

export function makeLoginStatistics({
  openEvents,
  clock,
}: {
  readonly openEvents: OpenView<Reader>;
  readonly clock: Clock;
}): LoginStatistics {
  return async (viewer, { time, interval, source }) => {
    const userId = visibleUser(viewer, undefined);
    const to = time.to ?? startOfInterval(interval, numberOfInterval(interval, clock()) + 1);
    if (time.from !== null) assertAnswerable(interval, time.from, time.to ?? Math.max(time.from, to));
    const view = await openEvents(viewer, source, { by: 'search', userId });
    const account = userId === undefined ? {} : { userId };
    const from = time.from ?? (await firstLogin(view, { ...account, to }));
    if (from === null || from >= to) return [];
    assertAnswerable(interval, from, to);
    return fill(
      interval,
      { from, to },
      await view.loginStatistics({ time: { from, to }, interval, ...account }),
    );
  };
}

/** Before any view is asked: a range of minutes over years would be a list without an end. */
function assertAnswerable(interval: StatisticsInterval, from: number, to: number): void {
  if (from > to) throw new QueryRefused('The range ends before it begins: exchange from and to.');
  const count = countIntervals(interval, from, to);
  if (count <= mostBuckets) return;
  throw new QueryRefused(
    `The range has ${count} intervals of one ${interval.toLowerCase()}, and an answer at most ${mostBuckets}: ask for a shorter range, or for longer intervals.`,
  );
}

function countIntervals(interval: StatisticsInterval, from: number, to: number): number {
  return numberOfInterval(interval, to - 1) - numberOfInterval(interval, from) + 1;
}

async function firstLogin(
  view: Pick<EventView, 'search'>,
  { to, ...account }: { readonly to: number; readonly userId?: UserId },
): Promise<number | null> {
  const filter = { ...account, login: 'ANY', time: { from: null, to } } as const;
  const { items } = await view.search(filter, { direction: 'backward', count: 1, cursor: null });
  return items[0]?.item.at ?? null;
}

function fill(
  interval: StatisticsInterval,
  { from, to }: { readonly from: number; readonly to: number },
  buckets: readonly LoginBucket[],
): readonly LoginBucket[] {
  const known = new Map(buckets.map((bucket) => [bucket.start, bucket]));
  const first = numberOfInterval(interval, from);
  return Array.from({ length: countIntervals(interval, from, to) }, (_, index) => {
    const start = startOfInterval(interval, first + index);
    return known.get(start) ?? { start, succeeded: 0, failed: 0, users: 0 };
  });
}
