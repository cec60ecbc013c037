import { describe, expect, test } from 'vitest';
import { createBoundedPool } from '../../../../src/adapters/argon2/bounded-pool.ts';
import { DomainError } from '../../../../src/domain/domain-error.ts';

const now = () => 1_700_000_000_000;

/** Work that ends when it is told to, and counts how many pieces of it run. */
function controlledWork() {
  const ends: (() => void)[] = [];
  const state = { running: 0, most: 0, ends };
  const work = async () => {
    state.running += 1;
    state.most = Math.max(state.most, state.running);
    await new Promise<void>((resolve) => ends.push(resolve));
    state.running -= 1;
  };
  return { state, work };
}

async function settle(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('createBoundedPool', () => {
  test('never runs more at once than its size', async () => {
    const pool = createBoundedPool({ concurrency: 3, waiting: 100, now });
    const { state, work } = controlledWork();
    const all = Promise.all(Array.from({ length: 50 }, () => pool(work)));
    for (let ended = 0; ended < 50; ended += 1) {
      await settle();
      expect(state.running).toBe(Math.min(3, 50 - ended));
      state.ends[ended]?.();
    }
    await all;
    expect(state).toMatchObject({ running: 0, most: 3 });
  });

  test('refuses what comes when all its places are taken, and takes it again when one is free', async () => {
    const pool = createBoundedPool({ concurrency: 1, waiting: 1, now });
    const { state, work } = controlledWork();
    const accepted = [pool(work), pool(work)];
    const refused = await pool(work).catch((error: unknown) => error);
    expect(refused).toEqual(
      new DomainError({ code: 'TOO_MANY_REQUESTS', retryAfter: new Date(now() + 1_000) }),
    );
    await settle();
    state.ends[0]?.();
    await accepted[0];
    const next = pool(work);
    await settle();
    state.ends[1]?.();
    await settle();
    state.ends[2]?.();
    await Promise.all([...accepted, next]);
    expect(state).toMatchObject({ running: 0, most: 1 });
  });

  test('frees the place of work that fails', async () => {
    const pool = createBoundedPool({ concurrency: 1, waiting: 0, now });
    const failing = () => Promise.reject(new Error('no memory'));
    await expect(pool(failing)).rejects.toThrow('no memory');
    await expect(pool(() => Promise.resolve('done'))).resolves.toBe('done');
  });
});
