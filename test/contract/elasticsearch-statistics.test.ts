import { expect, onTestFinished, test } from 'vitest';
import { eventDocument } from '../support/controls/event-document.ts';
import { openElasticsearchViews } from '../support/elasticsearch-views.ts';

test('thousands of intervals are counted, by a server of little memory', async () => {
  const { eventView, close } = openElasticsearchViews();
  onTestFinished(close);
  await eventView.prepare();
  const [first, minute] = [Date.UTC(2026, 0, 1), 60_000];
  const login = { outcome: 'SUCCEEDED', ipAddress: null, userAgent: null } as const;
  const minutes = Array.from({ length: 2_500 }, (_, index) => first + index * minute);
  await eventView.write(
    minutes.map((at, index) => eventDocument({ id: crypto.randomUUID(), version: index + 1, at, login })),
  );
  await eventView.refresh();
  const time = { from: first, to: first + 2_499 * minute };
  const expected = minutes.slice(0, -1).map((start) => ({ start, succeeded: 1, failed: 0, users: 1 }));
  expect(await eventView.loginStatistics({ time, interval: 'MINUTE' })).toEqual(expected);
  const always = { from: null, to: null };
  expect(await eventView.loginStatistics({ time: always, interval: 'MINUTE' })).toHaveLength(2_500);
});
