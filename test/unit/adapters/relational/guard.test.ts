import { expect, test } from 'vitest';
import { createGuard } from '../../../../src/adapters/relational/guard.ts';
import type { FailureKind } from '../../../../src/adapters/relational/relational-database.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';

const kinds: Readonly<Record<string, FailureKind>> = {
  down: 'unavailable',
  race: 'collision',
  cut: 'broken',
};
const classify = (error: unknown) => kinds[error instanceof Error ? error.message : ''] ?? 'other';
const guard = createGuard('views', classify);
const resendingGuard = createGuard('views', classify, { resends: true });

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

test('sends again what a broken connection cut off, where that does no harm', async () => {
  let attempts = 0;
  const cutOnce = async () => {
    attempts += 1;
    if (attempts === 1) throw new Error('cut');
    return attempts;
  };

  expect(await resendingGuard(cutOnce)).toBe(2);
});

test('sends nothing again that must be done once', async () => {
  const cause = new Error('cut');

  await expect(guard(() => Promise.reject(cause))).rejects.toThrow(new Unavailable('views', cause));
});

test('tells at once of an outage that follows the broken connection', async () => {
  const failures = ['cut', 'cut', 'down', 'never'];
  const failing = resendingGuard(() => Promise.reject(new Error(failures.shift())));

  await expect(failing).rejects.toMatchObject({ service: 'views', cause: new Error('down') });
  expect(failures).toEqual(['never']);
});

test('gives up on connections that break again and again', async () => {
  const failing = resendingGuard(() => Promise.reject(new Error('cut')));

  await expect(failing).rejects.toThrow(Unavailable);
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
