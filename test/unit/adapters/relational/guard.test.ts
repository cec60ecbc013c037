import { expect, test } from 'vitest';
import { createGuard } from '../../../../src/adapters/relational/guard.ts';
import type { FailureKind } from '../../../../src/adapters/relational/relational-database.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';

const kinds: Readonly<Record<string, FailureKind>> = { down: 'unavailable', race: 'collision' };
const guard = createGuard('views', (error) => kinds[error instanceof Error ? error.message : ''] ?? 'other');

test('gives the result of work that succeeds', async () => {
  expect(await guard(async () => 7)).toBe(7);
});

test('repeats what collided until it works', async () => {
  let left = 3;

  const result = await guard(async () => {
    left -= 1;
    if (left > 0) throw new Error('race');
    return 'done';
  });

  expect([result, left]).toEqual(['done', 0]);
});

test('tells a database that cannot work as the port does, with the cause', async () => {
  const cause = new Error('down');

  const failing = guard(() => Promise.reject(cause));

  await expect(failing).rejects.toThrow(new Unavailable('views', cause));
  await expect(failing).rejects.toMatchObject({ service: 'views', cause });
});

test('lets every other failure travel on', async () => {
  const mistake = new Error('a mistake');

  await expect(guard(() => Promise.reject(mistake))).rejects.toBe(mistake);
});
