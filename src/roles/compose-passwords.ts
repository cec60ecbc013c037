import { availableParallelism } from 'node:os';
import { createArgon2Hasher, hasherFiles } from '../adapters/argon2/argon2-hasher.ts';
import type { HashResult, HashTask } from '../adapters/argon2/hash-task.ts';
import { createWorkerPool } from '../adapters/piscina/worker-pool.ts';
import {
  createZxcvbnEstimator,
  type EstimateTask,
  estimatorFile,
} from '../adapters/zxcvbn/zxcvbn-estimator.ts';
import type { PasswordEstimate } from '../domain/password-policy.ts';
import type { PasswordEstimator } from '../ports/password-estimator.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { Config } from './config.ts';
import { argon2Threads, parametersOf } from './password-settings.ts';

/** What judges and hashes passwords, on threads of its own. */
export interface Passwords {
  readonly hasher: PasswordHasher;
  readonly estimate: PasswordEstimator;
  /** Starts the threads, so that the first who signs in does not wait for them. */
  prepare(): Promise<void>;
  /** Ends the threads; nothing can be hashed any more. */
  close(): Promise<void>;
}

const waitingForEach = 64;

/** Builds what judges and hashes passwords. Threads start when they are needed, or prepared. */
export function composePasswords(config: Config): Passwords {
  const { PASSWORD_HASHER, PASSWORD_WORKERS, PASSWORD_QUEUE } = config;
  const most = PASSWORD_HASHER === 'argon2' ? argon2Threads : Number.POSITIVE_INFINITY;
  const threads = PASSWORD_WORKERS ?? Math.min(availableParallelism(), most);
  const hashing = createWorkerPool<HashTask, HashResult>({
    file: hasherFiles[PASSWORD_HASHER],
    threads,
    waiting: PASSWORD_QUEUE ?? waitingForEach * threads,
    now: Date.now,
  });
  const estimating = createWorkerPool<EstimateTask, PasswordEstimate>({
    file: estimatorFile,
    threads: 1,
    waiting: PASSWORD_QUEUE ?? waitingForEach,
    now: Date.now,
  });
  const hasher = createArgon2Hasher({ run: hashing.run, parameters: parametersOf(config) });
  return {
    hasher,
    estimate: createZxcvbnEstimator(estimating.run),
    async prepare() {
      const hashes = Array.from({ length: threads }, () => hasher.verify(null, ''));
      await Promise.all([...hashes, estimating.run({ password: '', email: '', displayName: '' })]);
    },
    async close() {
      await Promise.all([hashing.close(), estimating.close()]);
    },
  };
}
