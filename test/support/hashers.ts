import { createArgon2Hasher, hasherFiles } from '../../src/adapters/argon2/argon2-hasher.ts';
import { type Argon2Parameters, defaultParameters } from '../../src/adapters/argon2/argon2-parameters.ts';
import type { HashResult, HashTask } from '../../src/adapters/argon2/hash-task.ts';
import { createWorkerPool } from '../../src/adapters/piscina/worker-pool.ts';
import type { PasswordHasher } from '../../src/ports/password-hasher.ts';

export type HasherPackage = keyof typeof hasherFiles;

export interface HasherOptions {
  readonly parameters?: Argon2Parameters;
  readonly threads?: number;
  readonly waiting?: number;
  readonly now?: () => number;
}

/** A hasher on threads of its own. Whoever asks for it closes it. */
export interface OpenHasher extends PasswordHasher {
  /** One more on the same threads. */
  again(): PasswordHasher;
  close(): Promise<void>;
}

/** The hasher of a package, with the standard parameters unless others are given. */
export function openHasher(
  name: HasherPackage,
  { parameters = defaultParameters, threads = 2, waiting = 100, now = Date.now }: HasherOptions = {},
): OpenHasher {
  const file = hasherFiles[name];
  const { run, close } = createWorkerPool<HashTask, HashResult>({ file, threads, waiting, now });
  const again = () => createArgon2Hasher({ run, parameters });
  return { ...again(), again, close };
}
