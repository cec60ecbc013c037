import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkerPool } from '../../../../src/adapters/piscina/worker-pool.ts';
import { DomainError } from '../../../../src/domain/domain-error.ts';
import { begun, ended, type GatedTask, gate } from '../../../support/gated-worker.ts';
import { waitFor } from '../../../support/wait-for.ts';

const start = 1_700_000_000_000;

interface Answer {
  readonly number: number;
  readonly variables: readonly string[];
}

/** A pool whose tasks end when the gate is opened. */
function openPool(options: { readonly threads: number; readonly waiting: number }) {
  const pool = createWorkerPool<GatedTask, Answer>({
    file: new URL('../../../support/gated-worker.ts', import.meta.url),
    now: () => start,
    ...options,
  });
  const shared = new Int32Array(new SharedArrayBuffer(12));
  const open = () => {
    Atomics.store(shared, gate, 1);
    Atomics.notify(shared, gate);
  };
  onTestFinished(() => {
    open();
    return pool.close();
  });
  const run = (end: GatedTask['end'] = 'answer') => pool.run({ shared, end });
  const count = (field: number) => Atomics.load(shared, field);
  return { run, open, count, close: pool.close };
}

function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof DomainError ? error.refusal : error),
  );
}

describe('a pool of threads', () => {
  it('runs as many tasks at once as it has threads', async () => {
    const { run, open, count } = openPool({ threads: 2, waiting: 10 });
    const all = Array.from({ length: 12 }, () => run());
    await waitFor(() => expect(count(begun)).toBe(2));
    expect(count(ended)).toBe(0);
    open();
    await Promise.all(all);
    expect(count(ended)).toBe(12);
  });

  it('lets tasks wait in the order of their coming', async () => {
    const { run, open } = openPool({ threads: 1, waiting: 10 });
    const all = Array.from({ length: 11 }, () => run());
    open();
    const numbers = (await Promise.all(all)).map(({ number }) => number);
    expect(numbers).toEqual(Array.from({ length: 11 }, (_, index) => index));
  });

  it('refuses what comes when all its places are taken, and takes it again when one is free', async () => {
    const { run, open, count } = openPool({ threads: 1, waiting: 1 });
    const accepted = [run(), run()];
    await waitFor(() => expect(count(begun)).toBe(1));
    const refusal = { code: 'TOO_MANY_REQUESTS', retryAfter: new Date(start + 1_000) };
    expect(await refusalOf(run())).toEqual(refusal);
    open();
    await Promise.all(accepted);
    expect(await run()).toMatchObject({ number: 2 });
  });

  it('tells when what is there will be done, by the time that tasks take', async () => {
    const { run, open } = openPool({ threads: 2, waiting: 1 });
    open();
    await run();
    const three = Promise.all([run(), run(), run()]);
    // Three tasks of 5 seconds each, two at once.
    expect(await refusalOf(run())).toEqual({
      code: 'TOO_MANY_REQUESTS',
      retryAfter: new Date(start + 7_500),
    });
    await three;
  });

  it('frees the place of a task that fails', async () => {
    const { run, open } = openPool({ threads: 1, waiting: 0 });
    open();
    await expect(run('fail')).rejects.toThrow('no memory');
    expect(await run()).toMatchObject({ number: 1 });
  });

  it('replaces a thread that ends, and goes on with what waits', async () => {
    const { run, open } = openPool({ threads: 1, waiting: 1 });
    open();
    const [first, second] = [run('exit'), run()];
    await expect(first).rejects.toThrow('exited');
    expect(await second).toMatchObject({ number: 1 });
  });

  it('shows its threads nothing of the environment', async () => {
    const { run, open } = openPool({ threads: 1, waiting: 0 });
    open();
    expect((await run()).variables).toEqual([]);
  });

  it('ends what was begun when it is closed, and takes nothing afterwards', async () => {
    const { run, open, close } = openPool({ threads: 1, waiting: 0 });
    const last = run();
    const closed = close();
    open();
    expect(await last).toMatchObject({ number: 0 });
    await closed;
    await expect(run()).rejects.toThrow('The threads have ended.');
  });
});
