import { describe, expect, it, onTestFinished } from 'vitest';
import { createWorkerPool } from '../../../../src/adapters/piscina/worker-pool.ts';
import {
  createZxcvbnEstimator,
  type EstimateTask,
  estimatorFile,
} from '../../../../src/adapters/zxcvbn/zxcvbn-estimator.ts';
import type { EmailAddress } from '../../../../src/domain/email-address.ts';
import type { PasswordEstimate } from '../../../../src/domain/password-policy.ts';
import { loopDelaysDuring } from '../../../support/loop-delays.ts';

const known = { email: 'alice.smith@wonderland.example' as EmailAddress, displayName: null };
/** What takes longest to estimate: 20 to 80 ms each. */
const tedious = '4@8({[6|1!+$5'.repeat(80).slice(0, 1_024);

function openEstimator() {
  const pool = createWorkerPool<EstimateTask, PasswordEstimate>({
    file: estimatorFile,
    threads: 1,
    waiting: 100,
    now: Date.now,
  });
  onTestFinished(() => pool.close());
  return createZxcvbnEstimator(pool.run);
}

describe('the estimator', () => {
  it('answers from its thread', async () => {
    const estimate = openEstimator();
    expect(await estimate('trombone violet hammock', known)).toEqual({
      score: 4,
      warning: null,
      suggestions: [],
    });
    expect(await estimate('alicesmith12345', known)).toMatchObject({ score: expect.any(Number) });
  });

  it('leaves the event loop free, also while it loads its dictionaries', async () => {
    const estimate = openEstimator();
    const { elapsed, median, max } = await loopDelaysDuring(() =>
      Promise.all(Array.from({ length: 30 }, () => estimate(tedious, known))),
    );
    // One estimate on the event loop holds it for 20 ms, and the dictionaries for 400.
    expect(median).toBeLessThan(5);
    expect(max).toBeLessThan(elapsed / 4);
  });
});
