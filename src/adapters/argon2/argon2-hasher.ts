import type { PasswordHasher } from '../../ports/password-hasher.ts';
import { type Argon2Parameters, costOf, problemsOf, sameParameters } from './argon2-parameters.ts';
import type { HashResult, HashTask } from './hash-task.ts';
import { decoyPhcString, parsePhcString } from './phc-string.ts';

/** The module that a thread does its tasks by, for each package. */
export const hasherFiles = {
  'node-rs': new URL('./node-rs-worker.ts', import.meta.url),
  argon2: new URL('./argon2-worker.ts', import.meta.url),
} as const;

/**
 * The port's promises around either package: safe parameters, and a decoy for unknown users.
 * @param options.run does a task on a thread; its owner ends it
 * @throws RangeError for parameters that are not safe
 */
export function createArgon2Hasher(options: {
  readonly run: (task: HashTask) => Promise<HashResult>;
  readonly parameters: Argon2Parameters;
}): PasswordHasher {
  const { run, parameters } = options;
  const problems = problemsOf(parameters);
  if (problems.length > 0) throw new RangeError(problems.join(' '));
  const decoy = decoyPhcString(parameters);
  return {
    async hash(password) {
      return String(await run({ kind: 'hash', password, parameters }));
    },
    isOutdated: (hash) => !sameParameters(parsePhcString(hash), parameters),
    async verify(hash, password) {
      // A refusal would come too early otherwise, and tell that there is an account.
      const isCheap = hash !== null && costOf(parsePhcString(hash)) < costOf(parameters);
      const task = { kind: 'verify', password, hash: hash ?? decoy, decoy: isCheap ? decoy : null } as const;
      const matches = (await run(task)) === true;
      return hash !== null && matches;
    },
  };
}
