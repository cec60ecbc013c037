import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { LoginBucket, LoginStatisticsQuery } from '../../src/ports/event-view.ts';
import { eventDocument, generateLoginDocuments } from '../support/controls/event-document.ts';
import { openFilledView } from '../support/filled-view.ts';
import type { OpenEventView } from '../support/open-view.ts';
import { expectedStatistics } from './expected-statistics.ts';

const intervals = ['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const;
const always = { from: null, to: null };
const generated = generateLoginDocuments(5_000);
const instants = [...new Set(generated.map(({ at }) => at))].sort((a, b) => a - b);
const userIds = [...new Set(generated.map(({ userId }) => userId))];

/** The part of the contract of `EventView` that is about `loginStatistics`. */
export function countingLogins(open: OpenEventView): void {
  describe('login statistics', () => {
    const view = openFilledView(open, generated);

    const expectAsComputed = async (query: LoginStatisticsQuery): Promise<readonly LoginBucket[]> => {
      const buckets = await view().loginStatistics(query);
      expect(buckets, JSON.stringify(query)).toEqual(expectedStatistics(generated, query));
      return buckets;
    };

    test.each(intervals)('count the logins of all time by %s, and nothing else', async (interval) => {
      const buckets = await expectAsComputed({ time: always, interval });
      const counted = buckets.reduce((sum, { succeeded, failed }) => sum + succeeded + failed, 0);
      expect(counted).toBe(generated.filter(({ login }) => login !== null).length);
    });

    test.each(intervals)('count the logins to one account by %s', async (interval) => {
      const [userId = ''] = userIds;
      const buckets = await expectAsComputed({ time: always, interval, userId });
      expect(new Set(buckets.map(({ users }) => users))).toEqual(new Set([1]));
      expect(await view().loginStatistics({ time: always, interval, userId: crypto.randomUUID() })).toEqual(
        [],
      );
    });

    test.each<[string, string, string, readonly string[]]>([
      ['a leap day', '2024-02-28', '2024-03-02', ['2024-02-26']],
      ['a February without one', '2023-02-27', '2023-03-02', ['2023-02-27']],
      ['a year of a hundred that has none', '2100-02-28', '2100-03-02', ['2100-02-22', '2100-03-01']],
      ['the end of a year amid a week', '2020-12-31', '2021-01-02', ['2020-12-28']],
      ['the end of a year that ends on a Sunday', '2023-12-31', '2024-01-02', ['2023-12-25', '2024-01-01']],
    ])('begin a new week on Monday over %s', async (_, from, to, weeks) => {
      const time = { from: Date.parse(from), to: Date.parse(to) };
      for (const interval of intervals) await expectAsComputed({ time, interval });
      const buckets = await view().loginStatistics({ time, interval: 'WEEK' });
      expect(buckets.map(({ start }) => new Date(start).toISOString().slice(0, 10))).toEqual(weeks);
    });

    test('take the first millisecond of a range and not the last', async () => {
      const at = instants[instants.length >> 1] ?? 0;
      for (const [from, to] of [
        [at, at + 1],
        [at - 1, at],
        [at + 1, at + 2],
        [at, at],
        [at + 1, at],
      ] as const) {
        await expectAsComputed({ time: { from, to }, interval: 'MINUTE' });
      }
    });

    test('begin with the calendar, also where the range begins later', async () => {
      const from = Date.parse('2024-02-29T12:34:56.789Z');
      for (const interval of intervals) {
        const [first] = await expectAsComputed({ time: { from, to: null }, interval });
        expect(first?.start).toBeLessThanOrEqual(from + 24 * 3_600_000);
      }
    });

    test('count any range as computed the plain way', async () => {
      const bound = fc.option(
        fc
          .tuple(fc.constantFrom(...instants), fc.constantFrom(-86_400_000, -1, 0, 1, 3_600_000))
          .map(([at, more]) => at + more),
        { nil: null },
      );
      const query = fc.record(
        {
          time: fc.record({ from: bound, to: bound }),
          interval: fc.constantFrom(...intervals),
          userId: fc.constantFrom(...userIds),
        },
        { requiredKeys: ['time', 'interval'] },
      );
      const holds = fc.asyncProperty(query, async (asked) => {
        await expectAsComputed(asked as LoginStatisticsQuery);
      });
      await fc.assert(holds, { numRuns: 120 });
    });

    test('count a login once, however often it is written, and not at all once it is removed', async () => {
      const at = Date.UTC(1999, 5, 15, 12);
      const login = { outcome: 'FAILED', ipAddress: null, userAgent: null } as const;
      const event = eventDocument({ id: crypto.randomUUID(), type: 'LoginFailed', at, login });
      const query: LoginStatisticsQuery = { time: { from: at, to: at + 1 }, interval: 'DAY' };
      await view().write([event, event]);
      await view().write([event]);
      await view().overwrite([event]);
      await view().refresh();
      expect(await view().loginStatistics(query)).toEqual([
        { start: Date.UTC(1999, 5, 15), succeeded: 0, failed: 1, users: 1 },
      ]);
      await view().remove([event.id]);
      await view().refresh();
      expect(await view().loginStatistics(query)).toEqual([]);
    });
  });
}
