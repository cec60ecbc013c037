import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AccessDenied, QueryRefused } from '../../../../src/application/errors.ts';
import { numberOfInterval, startOfInterval } from '../../../../src/application/queries/calendar-intervals.ts';
import { nothing } from '../../../../src/application/queries/catch-up.ts';
import { makeLoginStatistics } from '../../../../src/application/queries/login-statistics.ts';
import type { Viewer } from '../../../../src/application/viewer.ts';
import type { EventFilter, LoginBucket, LoginStatisticsQuery } from '../../../../src/ports/event-view.ts';
import type { TimeRange } from '../../../../src/ports/page.ts';
import { expectedStatistics } from '../../../contract/expected-statistics.ts';
import { eventDocument, generateLoginDocuments } from '../../../support/controls/event-document.ts';

const intervals = ['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const;
const logins = generateLoginDocuments(500).filter(({ login }) => login !== null);
const [{ userId } = eventDocument()] = logins;
const somebody: Viewer = { userId, sessionId: 'a-session', roles: [] };
const administrator: Viewer = { ...somebody, userId: crypto.randomUUID(), roles: ['admin'] };
const now = Date.parse('2026-11-22T10:28:08.123Z');
const hour = 3_600_000;

/** The view, and what it was asked for. */
function open(events = logins) {
  const asked: LoginStatisticsQuery[] = [];
  const searched: EventFilter[] = [];
  const loginStatistics = makeLoginStatistics({
    clock: () => now,
    openEvents: async () => ({
      search: async (filter) => {
        searched.push(filter);
        const found = events.filter((event) => filter.userId === undefined || event.userId === filter.userId);
        const [item] = found.toSorted((a, b) => a.at - b.at);
        const items = item === undefined ? [] : [{ cursor: [], item }];
        return { items, hasNextPage: false, hasPreviousPage: false, totalCount: found.length };
      },
      loginStatistics: async (query) => {
        asked.push(query);
        return expectedStatistics(events, query);
      },
    }),
  });
  const count = (viewer: Viewer | null, time: TimeRange, interval: LoginStatisticsQuery['interval']) =>
    loginStatistics(viewer, { time, interval, source: { atLeast: nothing } });
  return { count, asked, searched };
}

describe('the statistics of logins', () => {
  test('are of everybody for an administrator, and of oneself for others', async () => {
    const time = { from: Date.parse('2024-02-01'), to: Date.parse('2024-04-01') };
    const { count, asked } = open();
    await count(administrator, time, 'DAY');
    await count(somebody, time, 'DAY');
    expect(asked).toEqual([
      { time, interval: 'DAY' },
      { time, interval: 'DAY', userId },
    ]);
    await expect(count(null, time, 'DAY')).rejects.toThrow(AccessDenied);
  });

  test('have every interval of the range, with zeros where there were no logins', async () => {
    const holds = fc.asyncProperty(
      fc.constantFrom(...intervals),
      fc.constantFrom(...logins),
      fc.nat({ max: 900 * hour }),
      async (interval, { at }, length) => {
        fc.pre(interval !== 'MINUTE' || length < 16 * hour);
        const time = { from: at - Math.floor(length / 2), to: at + Math.floor(length / 2) + 1 };
        const buckets = await open().count(administrator, time, interval);
        const counted = buckets.filter(({ users }) => users > 0);
        expect(counted).toEqual(expectedStatistics(logins, { time, interval }));
        const starts = buckets.map(({ start }) => start);
        expect(starts[0]).toBeLessThanOrEqual(time.from);
        expect(
          startOfInterval(interval, numberOfInterval(interval, starts.at(-1) ?? 0) + 1),
        ).toBeGreaterThanOrEqual(time.to);
        for (const [index, start] of starts.entries()) {
          expect(numberOfInterval(interval, start)).toBe(numberOfInterval(interval, time.from) + index);
        }
      },
    );
    await fc.assert(holds, { numRuns: 100 });
  });

  test('over a year of a leap day have 366 days, 53 weeks and 12 months', async () => {
    const time = { from: Date.parse('2024-01-01'), to: Date.parse('2025-01-01') };
    const length = async (interval: (typeof intervals)[number]) =>
      (await open().count(administrator, time, interval)).length;
    expect([await length('DAY'), await length('WEEK'), await length('MONTH')]).toEqual([366, 53, 12]);
  });

  test('of a range without bounds begin with the first login, and end with the interval that is under way', async () => {
    const first = Date.parse('2026-11-22T08:15:00Z');
    const event = eventDocument({
      userId,
      at: first,
      login: { outcome: 'FAILED', ipAddress: null, userAgent: null },
    });
    const { count, searched } = open([event]);
    const buckets = await count(somebody, { from: null, to: null }, 'HOUR');
    const eight = Date.parse('2026-11-22T08:00:00Z');
    const none = { succeeded: 0, failed: 0, users: 0 };
    expect(buckets).toEqual<LoginBucket[]>([
      { start: eight, succeeded: 0, failed: 1, users: 1 },
      { start: eight + hour, ...none },
      { start: eight + 2 * hour, ...none },
    ]);
    expect(searched).toEqual([{ userId, login: 'ANY', time: { from: null, to: eight + 3 * hour } }]);
  });

  test('of a range without a beginning are none where there was no login', async () => {
    expect(await open([]).count(somebody, { from: null, to: null }, 'MINUTE')).toEqual([]);
  });

  test('of an empty range, and of one that is yet to come, are none', async () => {
    expect(await open().count(somebody, { from: now, to: now }, 'DAY')).toEqual([]);
    expect(await open().count(somebody, { from: now + 48 * hour, to: null }, 'DAY')).toEqual([]);
  });

  test('of a range that ends before it begins are refused before the view is asked', async () => {
    const { count, asked } = open();
    await expect(count(somebody, { from: now, to: now - 1 }, 'DAY')).rejects.toThrow(
      new QueryRefused('The range ends before it begins: exchange from and to.'),
    );
    expect(asked).toEqual([]);
  });

  test('of more than 1,000 intervals are refused before the view is asked, with what to do', async () => {
    const { count, asked } = open();
    const from = Date.parse('2026-01-01');
    const minutes = (number: number) => ({ from, to: from + number * 60_000 });
    expect(await count(administrator, minutes(1_000), 'MINUTE')).toHaveLength(1_000);
    asked.length = 0;
    const message =
      'The range has 1001 intervals of one minute, and an answer at most 1000: ask for a shorter range, or for longer intervals.';
    await expect(count(administrator, minutes(1_001), 'MINUTE')).rejects.toThrow(new QueryRefused(message));
    for (const interval of ['MINUTE', 'HOUR', 'DAY'] as const) {
      for (const time of [
        { from: Date.parse('0001-01-01'), to: Date.parse('9999-12-31') },
        { from: Date.parse('0001-01-01'), to: null },
        { from: null, to: Date.parse('9999-12-31') },
      ]) {
        await expect(count(administrator, time, interval)).rejects.toThrow(QueryRefused);
      }
    }
    expect(asked).toEqual([]);
  });
});
