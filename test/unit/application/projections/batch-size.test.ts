import { expect, it } from 'vitest';
import { createBatchSize } from '../../../../src/application/projections/batch-size.ts';

it('doubles up to some thousands while batches come full and take no longer than a second', () => {
  const size = createBatchSize();
  const sizes = Array.from({ length: 5 }, () => {
    const before = size.entries();
    size.applied(900, true);
    return before;
  });
  expect(sizes).toEqual([500, 1_000, 2_000, 4_000, 4_000]);
});

it('stays while batches are not full, or take more than a second', () => {
  const size = createBatchSize();
  size.applied(10, false);
  expect(size.entries()).toBe(500);
  size.applied(1_800, true);
  expect(size.entries()).toBe(500);
});

it('halves when a batch takes more than two seconds or fails, and never vanishes', () => {
  const size = createBatchSize();
  size.applied(2_500, true);
  expect(size.entries()).toBe(250);
  size.failed();
  expect(size.entries()).toBe(125);
  for (let failures = 0; failures < 9; failures += 1) size.failed();
  expect(size.entries()).toBe(50);
});
