import { argon2id, hash, verify } from 'argon2';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import { createBoundedHasher, type HasherOptions } from './bounded-hasher.ts';

/** Passwords hashed by the package argon2, which binds the reference implementation in C. */
export function createArgon2Hasher(options: HasherOptions): PasswordHasher {
  return createBoundedHasher(
    {
      hash: (password, { memory, passes, lanes }) =>
        hash(password, { type: argon2id, memoryCost: memory, timeCost: passes, parallelism: lanes }),
      verify: (stored, password) => verify(stored, password),
    },
    options,
  );
}
