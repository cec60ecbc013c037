import type { StatisticsInterval } from '../../ports/event-view.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const week = 7 * day;
/** The first Monday: 1970-01-01 was a Thursday. */
const firstMonday = 4 * day;

/** Which one of its kind an interval of the calendar is: the next one has the next number. */
export function numberOfInterval(interval: StatisticsInterval, at: number): number {
  if (interval !== 'MONTH') {
    const { length, first } = fixed[interval];
    return Math.floor((at - first) / length);
  }
  const date = new Date(at);
  return date.getUTCFullYear() * 12 + date.getUTCMonth();
}

/** When the interval of this number begins, in milliseconds since 1970-01-01T00:00:00Z. */
export function startOfInterval(interval: StatisticsInterval, number: number): number {
  if (interval !== 'MONTH') {
    const { length, first } = fixed[interval];
    return first + number * length;
  }
  // `Date.UTC` takes the first hundred years for those of the twentieth century.
  return new Date(0).setUTCFullYear(Math.floor(number / 12), number - Math.floor(number / 12) * 12, 1);
}

const fixed = {
  MINUTE: { length: minute, first: 0 },
  HOUR: { length: hour, first: 0 },
  DAY: { length: day, first: 0 },
  WEEK: { length: week, first: firstMonday },
} as const;
