import { expect, it } from 'vitest';
import { partsOf, spansOf } from '../../../../src/application/projections/spans-of.ts';
import type { FeedEntry } from '../../../../src/ports/feeds.ts';

function entry(userId: string, version: number, count = 1): FeedEntry {
  return { partition: 0, offset: '1-0', userId, version, count };
}

it('refers to the events of a user by one span as long as nothing is between them', () => {
  const entries = [entry('ada', 2, 2), entry('bob', 7), entry('ada', 3), entry('ada', 6, 2), entry('bob', 8)];
  expect(spansOf(entries)).toEqual([
    [
      { userId: 'ada', first: 1, last: 3 },
      { userId: 'ada', first: 5, last: 6 },
    ],
    [{ userId: 'bob', first: 7, last: 8 }],
  ]);
});

it('puts users together up to so many events, and tears nobody apart', () => {
  const spans = spansOf([
    entry('ada', 3, 3),
    entry('bob', 4, 2),
    entry('cyd', 9, 9),
    entry('dan', 1),
    entry('eve', 4, 4),
  ]);
  expect([...partsOf(spans, 5)].map((part) => part.map(({ userId }) => userId))).toEqual([
    ['ada', 'bob'],
    ['cyd'],
    ['dan', 'eve'],
  ]);
});
