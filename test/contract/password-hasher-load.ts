import { stat } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { DomainError } from '../../src/domain/domain-error.ts';
import type { HasherOptions, OpenHasher } from '../support/hashers.ts';
import { loopDelaysDuring } from '../support/loop-delays.ts';

const password = 'trombone violet hammock';
const patience = { timeout: 120_000 };
/** A hash that takes some 50 ms, or several times as much beside other work. */
const dear = { memory: 65_536, passes: 2, lanes: 1 };

/** What a hasher keeps to when more is asked of it than it can do at once. */
export function describeHasherUnderLoad(name: string, create: (options: HasherOptions) => OpenHasher): void {
  describe(`${name} bounds its work`, patience, () => {
    test('by refusing what its queue does not hold, and works on', async () => {
      const small = create({ threads: 1, waiting: 2 });
      const answers = await Promise.allSettled(manyOf(5, small));
      const refused = answers.map(({ status }) => status === 'rejected');
      expect(refused).toEqual([false, false, false, true, true]);
      expect(await small.verify(null, password)).toBe(false);
    });

    test('with a time to come back at which the queue is done', async () => {
      const small = create({ parameters: { ...dear, passes: 4 }, threads: 1, waiting: 11 });
      await small.verify(null, password);
      const accepted = Promise.all(manyOf(12, small));
      const started = Date.now();
      const refusal = await small.verify(null, password).catch((error: unknown) => error);
      if (!(refusal instanceof DomainError && refusal.refusal.code === 'TOO_MANY_REQUESTS')) throw refusal;
      const told = refusal.refusal.retryAfter.getTime() - started;
      await accepted;
      const ratio = told / (Date.now() - started);
      expect(ratio).toBeGreaterThan(0.4);
      expect(ratio).toBeLessThan(2.5);
    });

    test('and tells a second at least', async () => {
      const start = 1_700_000_000_000;
      const none = create({ threads: 1, waiting: 0, now: () => start });
      const running = none.verify(null, password);
      const refusal = { code: 'TOO_MANY_REQUESTS', retryAfter: new Date(start + 1_000) };
      await expect(none.verify(null, password)).rejects.toMatchObject({ refusal });
      await running;
    });

    test('so that 50 at once take the memory of the few that run', async () => {
      const threads = 2;
      const bounded = create({ parameters: { ...dear, passes: 1 }, threads });
      const cheap = await create({ parameters: { memory: 7_168, passes: 5, lanes: 1 } }).hash(password);
      // The threads themselves take memory too, once.
      await Promise.all(Array.from({ length: threads }, () => bounded.verify(cheap, password)));
      const growth = await peakMemoryDuring(Promise.all(manyOf(50, bounded)));
      const expected = threads * dear.memory * 1_024;
      expect(growth).toBeGreaterThan(0.5 * expected);
      expect(growth).toBeLessThan(1.5 * expected);
    });
  });

  describe(`${name} with a full queue`, patience, () => {
    test('leaves the event loop free', async () => {
      const busy = await createWarm({ parameters: dear, threads: 2, waiting: 14 });
      const { elapsed, median: usual, max } = await loopDelaysDuring(() => Promise.all(manyOf(16, busy)));
      // One hash on the event loop holds it for 50 ms, and one after the other to the end.
      expect(usual).toBeLessThan(5);
      expect(max).toBeLessThan(elapsed / 4);
    });

    test("leaves some of Node's own threads free", async () => {
      const busy = await createWarm({ parameters: dear, threads: 2, waiting: 14 });
      const times: number[] = [];
      const elapsed = await timeOf(async () => {
        let isDone = false;
        const work = Promise.all(manyOf(16, busy)).finally(() => {
          isDone = true;
        });
        while (!isDone) times.push(await timeOf(() => stat('.')));
        await work;
      });
      // What waits for a free thread waits for a hash, over and over.
      const oneHash = elapsed / 8;
      const waited = sum(times.filter((time) => time > oneHash / 2));
      expect(waited / elapsed).toBeLessThan(0.5);
    });
  });

  /** One whose threads are all there. */
  async function createWarm(options: HasherOptions & { readonly threads: number }): Promise<OpenHasher> {
    const hasher = create(options);
    await Promise.all(manyOf(options.threads, hasher));
    return hasher;
  }
}

function manyOf(count: number, hasher: OpenHasher): readonly Promise<boolean>[] {
  return Array.from({ length: count }, () => hasher.verify(null, password));
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

export function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

/** How many bytes the process grew by while the work went on, looked at every millisecond. */
async function peakMemoryDuring(work: Promise<unknown>): Promise<number> {
  const before = process.memoryUsage.rss();
  let peak = before;
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, 1);
  try {
    await work;
  } finally {
    clearInterval(timer);
  }
  return peak - before;
}
