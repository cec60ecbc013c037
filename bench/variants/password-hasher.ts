import { availableParallelism } from 'node:os';
import { createArgon2Hasher, hasherFiles } from '../../src/adapters/argon2/argon2-hasher.ts';
import { defaultParameters } from '../../src/adapters/argon2/argon2-parameters.ts';
import type { HashResult, HashTask } from '../../src/adapters/argon2/hash-task.ts';
import { createWorkerPool } from '../../src/adapters/piscina/worker-pool.ts';

const files = { '@node-rs/argon2': hasherFiles['node-rs'], argon2: hasherFiles.argon2 };
const file = Object.entries(files).find(([name]) => name === process.argv[2])?.[1];
if (file === undefined) throw new Error(`Name one of ${Object.keys(files).join(', ')}.`);

const milliseconds = 2_000;
const threads = availableParallelism();
const pool = createWorkerPool<HashTask, HashResult>({ file, threads, waiting: 0, now: Date.now });
const hasher = createArgon2Hasher({ run: pool.run, parameters: defaultParameters });

/** One caller after the other, each with a password of its own, until the time is over. */
async function hashUntil(end: number): Promise<number> {
  let hashes = 0;
  while (performance.now() < end) {
    await hasher.hash(`trombone violet hammock ${hashes}`);
    hashes += 1;
  }
  return hashes;
}

await hashUntil(performance.now() + 200);
const started = performance.now();
const callers = Array.from({ length: threads }, () => hashUntil(started + milliseconds));
const counts = await Promise.all(callers);
const seconds = (performance.now() - started) / 1_000;
console.log(counts.reduce((sum, count) => sum + count, 0) / seconds);
await pool.close();
