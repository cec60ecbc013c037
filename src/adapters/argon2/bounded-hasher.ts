import { availableParallelism } from 'node:os';
import type { PasswordHasher } from '../../ports/password-hasher.ts';
import { type Argon2Parameters, assertSafe, defaultParameters } from './argon2-parameters.ts';
import { createBoundedPool } from './bounded-pool.ts';
import { assertPhcString, decoyPhcString } from './phc-string.ts';

export interface HasherOptions {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: () => number;
  readonly parameters?: Argon2Parameters;
  /** How many hashes run at once: as many as there are cores, unless told otherwise. */
  readonly concurrency?: number;
  /** How many wait: 64 for each that runs, unless told otherwise. */
  readonly waiting?: number;
}

/** What a package does: one hash, at once. */
export interface Argon2 {
  hash(password: Buffer, parameters: Argon2Parameters): Promise<string>;
  verify(hash: string, password: Buffer): Promise<boolean>;
}

const waitingForEach = 64;

/** The port's promises around either package: safe parameters, bounded work, a decoy for unknown users. */
export function createBoundedHasher(argon2: Argon2, options: HasherOptions): PasswordHasher {
  const { now, parameters = defaultParameters, concurrency = availableParallelism() } = options;
  const { waiting = waitingForEach * concurrency } = options;
  assertSafe(parameters);
  const pool = createBoundedPool({ concurrency, waiting, now });
  const decoy = decoyPhcString(parameters);
  return {
    hash(password) {
      return pool(() => argon2.hash(Buffer.from(password), parameters));
    },
    async verify(hash, password) {
      if (hash !== null) assertPhcString(hash);
      const matches = await pool(() => argon2.verify(hash ?? decoy, Buffer.from(password)));
      return hash !== null && matches;
    },
  };
}
