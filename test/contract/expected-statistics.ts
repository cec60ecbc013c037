import type {
  EventDocument,
  LoginBucket,
  LoginStatisticsQuery,
  StatisticsInterval,
} from '../../src/ports/event-view.ts';
import { isWithin } from './expected-users.ts';

/** The statistics over these events, computed the plain way. */
export function expectedStatistics(
  events: readonly EventDocument[],
  { time, interval, userId }: LoginStatisticsQuery,
): readonly LoginBucket[] {
  const logins = events.filter(
    (event) =>
      event.login !== null && isWithin(event.at, time) && (userId === undefined || event.userId === userId),
  );
  const buckets = Map.groupBy(logins, ({ at }) => beginningOf(interval, at));
  return [...buckets]
    .sort(([a], [b]) => a - b)
    .map(([start, those]) => ({
      start,
      succeeded: those.filter(({ login }) => login?.outcome === 'SUCCEEDED').length,
      failed: those.filter(({ login }) => login?.outcome === 'FAILED').length,
      users: new Set(those.map(({ userId: each }) => each)).size,
    }));
}

/** When the interval of an instant begins, by the calendar. */
function beginningOf(interval: StatisticsInterval, at: number): number {
  const date = new Date(at);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (interval) {
    case 'MINUTE':
      return date.setUTCSeconds(0, 0);
    case 'HOUR':
      return date.setUTCMinutes(0, 0, 0);
    case 'DAY':
      return Date.UTC(year, month, day);
    case 'WEEK':
      return Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7));
    case 'MONTH':
      return Date.UTC(year, month, 1);
  }
}
