import { availableParallelism } from 'node:os';
import { createArgon2Hasher } from '../../src/adapters/argon2/argon2-hasher.ts';
import { createNodeRsHasher } from '../../src/adapters/argon2/node-rs-hasher.ts';

const variants = { '@node-rs/argon2': createNodeRsHasher, argon2: createArgon2Hasher };
const create = Object.entries(variants).find(([name]) => name === process.argv[2])?.[1];
if (create === undefined) throw new Error(`Name one of ${Object.keys(variants).join(', ')}.`);

const milliseconds = 2_000;
const hasher = create({ now: Date.now });

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
const callers = Array.from({ length: availableParallelism() }, () => hashUntil(started + milliseconds));
const counts = await Promise.all(callers);
const seconds = (performance.now() - started) / 1_000;
console.log(counts.reduce((sum, count) => sum + count, 0) / seconds);
