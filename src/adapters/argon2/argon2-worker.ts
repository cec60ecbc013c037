import { argon2id, hash, verify } from 'argon2';
import { type Argon2, doHashTask, type HashTask } from './hash-task.ts';

const reference: Argon2 = {
  hash: (password, { memory, passes, lanes }) =>
    hash(password, { type: argon2id, memoryCost: memory, timeCost: passes, parallelism: lanes }),
  verify: (stored, password) => verify(stored, password),
};

/** Passwords hashed by the package argon2, which binds the reference implementation in C. */
export const work = (task: HashTask) => doHashTask(task, reference);
