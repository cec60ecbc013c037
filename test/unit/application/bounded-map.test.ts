import { expect, test } from 'vitest';
import { mapBounded } from '../../../src/application/bounded-map.ts';

const numbers = Array.from({ length: 100 }, (_, index) => index);

test('works on a few items at a time, and answers in the order of the items', async () => {
  let [running, most] = [0, 0];
  const doubled = await mapBounded(numbers, async (number) => {
    running += 1;
    most = Math.max(most, running);
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    return number * 2;
  });

  expect(doubled).toEqual(numbers.map((number) => number * 2));
  expect(most).toBe(8);
});

test('begins nothing more once one has failed, and rejects when nothing is being done any more', async () => {
  const begun: number[] = [];
  let running = 0;
  const mapping = mapBounded(numbers, async (number) => {
    begun.push(number);
    running += 1;
    await new Promise((resolve) => setImmediate(resolve));
    running -= 1;
    if (number === 1) throw new Error('away');
  });

  await expect(mapping).rejects.toThrow('away');
  expect(running).toBe(0);
  const before = begun.length;
  for (let turn = 0; turn < 20; turn += 1) await new Promise((resolve) => setImmediate(resolve));
  expect(begun).toHaveLength(before);
});
