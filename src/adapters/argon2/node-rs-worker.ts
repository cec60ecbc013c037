import { hashSync, verifySync } from '@node-rs/argon2';
import { type Argon2, doHashTask, type HashTask } from './hash-task.ts';

// The package's `Algorithm` is a const enum, which type stripping cannot read.
const argon2id = 2;

const nodeRs: Argon2 = {
  hash: (password, { memory, passes, lanes }) =>
    hashSync(password, { algorithm: argon2id, memoryCost: memory, timeCost: passes, parallelism: lanes }),
  verify: verifySync,
};

/** Passwords hashed by the package @node-rs/argon2, written in Rust. */
export const work = (task: HashTask) => doHashTask(task, nodeRs);
