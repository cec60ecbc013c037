import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import { createBoundedHasher, type HasherOptions } from './bounded-hasher.ts';

// The package's `Algorithm` is a const enum, which type stripping cannot read.
const argon2id = 2;

/** Passwords hashed by the package @node-rs/argon2, written in Rust. */
export function createNodeRsHasher(options: HasherOptions): PasswordHasher {
  return createBoundedHasher(
    {
      hash: (password, { memory, passes, lanes }) =>
        hash(password, { algorithm: argon2id, memoryCost: memory, timeCost: passes, parallelism: lanes }),
      verify: (stored, password) => verify(stored, password),
    },
    options,
  );
}
