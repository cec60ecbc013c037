import type { PasswordEstimate } from '../../domain/password-policy.ts';
import type { PasswordEstimator } from '../../ports/password-estimator.ts';

export interface EstimateTask {
  readonly password: string;
  readonly email: string;
  readonly displayName: string;
}

/** The module that a thread does its tasks by. */
export const estimatorFile = new URL('./zxcvbn-worker.ts', import.meta.url);

/**
 * Estimates by zxcvbn (USENIX Security 2016) with English dictionaries.
 * @param run does a task on a thread; its owner ends it
 */
export function createZxcvbnEstimator(
  run: (task: EstimateTask) => Promise<PasswordEstimate>,
): PasswordEstimator {
  return (password, { email, displayName }) => run({ password, email, displayName: displayName ?? '' });
}
