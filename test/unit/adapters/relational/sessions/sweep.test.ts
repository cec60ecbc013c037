import { expect, test } from 'vitest';
import { createSweep } from '../../../../../src/adapters/relational/sessions/sweep.ts';

const minute = 60_000;

test('removes what has expired at first, and then no more than once a minute', async () => {
  const calls: number[] = [];
  const sweep = createSweep(async (now) => {
    calls.push(now);
    return 3n;
  });

  for (const now of [5, 6, minute, 5 + minute, 6 + minute]) await sweep(now);

  expect(calls).toEqual([5, 5 + minute]);
});

test('goes on at once as long as there may be more, a bounded part at a time', async () => {
  let left = 1_200;
  const sizes: number[] = [];
  const sweep = createSweep(async (_, limit) => {
    const removed = Math.min(left, limit);
    left -= removed;
    sizes.push(removed);
    return BigInt(removed);
  });

  for (const now of [1, 2, 3, 4, 5]) await sweep(now);

  expect(sizes).toEqual([500, 500, 200]);
});
