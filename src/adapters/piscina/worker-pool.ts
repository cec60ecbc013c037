import { fileURLToPath } from 'node:url';
import { Piscina } from 'piscina';
import { DomainError } from '../../domain/domain-error.ts';

/** What the function `work` of a worker's file answers with. */
export interface Timed<Result> {
  readonly result: Result;
  /** How long it worked, in milliseconds. */
  readonly took: number;
}

export interface WorkerPool<Task, Result> {
  readonly threads: number;
  /**
   * Runs a task on a thread, in order of coming.
   * @throws DomainError TOO_MANY_REQUESTS when too many wait, with the time when those will be done
   */
  run(task: Task): Promise<Result>;
  /** Waits for what was begun, and ends the threads. */
  close(): Promise<void>;
}

/** HTTP tells the time to wait in whole seconds. */
const leastWait = 1_000;
/** Of the nice values of Linux, in which 19 yields most. */
const yielding = 10;
/** What one task adds to what is known of the pace. */
const weight = 0.1;

/** Threads that each do one task at a time. They start with the first task. */
export function createWorkerPool<Task, Result>(options: {
  /** A module that exports `work`: from a task to its timed result. */
  readonly file: URL;
  readonly threads: number;
  /** How many tasks may wait. */
  readonly waiting: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
}): WorkerPool<Task, Result> {
  const { threads, waiting, now } = options;
  let pool: Piscina<Task, Timed<Result>> | null = null;
  let isClosed = false;
  let inside = 0;
  let pace = 0;
  return {
    threads,
    async run(task) {
      if (isClosed) throw new Error('The threads have ended.');
      if (inside >= threads + waiting) throw tooMany();
      inside += 1;
      try {
        pool ??= startThreads(options);
        const { result, took } = await pool.run(task);
        pace = pace === 0 ? took : pace + weight * (took - pace);
        return result;
      } finally {
        inside -= 1;
      }
    },
    async close() {
      isClosed = true;
      await pool?.close();
    },
  };

  function tooMany(): DomainError {
    const untilDone = (inside / threads) * pace;
    const retryAfter = new Date(now() + Math.max(Math.ceil(untilDone), leastWait));
    return new DomainError({ code: 'TOO_MANY_REQUESTS', retryAfter });
  }
}

function startThreads<Task, Result>(options: {
  readonly file: URL;
  readonly threads: number;
}): Piscina<Task, Timed<Result>> {
  const pool = new Piscina<Task, Timed<Result>>({
    filename: fileURLToPath(options.file),
    name: 'work',
    minThreads: options.threads,
    maxThreads: options.threads,
    // The settings hold secrets that a thread has no use for.
    env: {},
    // What needs no hash is answered first when all cores are at work.
    niceIncrement: yielding,
    recordTiming: false,
    // Without it, whoever comes while all threads work may be overtaken by everybody behind.
    stricterFIFO: true,
  });
  // A thread that ends between two tasks is replaced: who waits for a task is told by the task.
  pool.on('error', () => undefined);
  return pool;
}
