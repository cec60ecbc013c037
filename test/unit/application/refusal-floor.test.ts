import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeAnswerFloor, makeRefusalFloor } from '../../../src/application/refusal-floor.ts';
import { DomainError, type Refusal } from '../../../src/domain/domain-error.ts';

const quantum = 100;

/** When an attempt that works for so long is answered, by a clock that moves with the work and the waits. */
async function answeredAfter(
  work: number,
  error: Error | null,
  { timerIsEarlyBy = 0, makeFloor = makeRefusalFloor } = {},
): Promise<number> {
  let now = 5;
  const withFloor = makeFloor({
    quantum,
    monotonicClock: () => now,
    delay: async (milliseconds) => {
      now += Math.max(milliseconds - timerIsEarlyBy, 1);
    },
  });
  const attempt = async () => {
    now += work;
    if (error !== null) throw error;
    return 'done';
  };
  const answer = await withFloor(attempt).catch((reason: unknown) => reason);
  expect(answer).toBe(error ?? 'done');
  return now - 5;
}

const refused = (refusal: Refusal) => new DomainError(refusal);
const wrong = refused({ code: 'INVALID_CREDENTIALS' });
const deactivated = refused({ code: 'ACCOUNT_DEACTIVATED' });
const busy = refused({ code: 'TOO_MANY_REQUESTS', retryAfter: new Date(0) });

describe('the floor under refusals', () => {
  it('answers them at the next whole number of quanta since the start', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom(wrong, deactivated, busy),
        async (work, error) => {
          expect(await answeredAfter(work, error)).toBe(Math.ceil(work / quantum) * quantum);
        },
      ),
    ));

  it('waits on when a timer fires early', async () => {
    expect(await answeredAfter(37, wrong, { timerIsEarlyBy: 2 })).toBe(quantum);
  });

  it('answers at once what succeeds, and what says nothing about an account', async () => {
    const invalid = refused({ code: 'INVALID_INPUT', issues: [] });
    for (const error of [null, invalid, new Error('gone')]) {
      expect(await answeredAfter(37, error)).toBe(37);
    }
  });
});

describe('the floor under answers', () => {
  const floor = { makeFloor: makeAnswerFloor };

  it('answers what succeeds and what is refused at the next whole number of quanta', () =>
    fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000 }),
        fc.constantFrom(null, wrong, busy),
        async (work, error) => {
          expect(await answeredAfter(work, error, floor)).toBe(Math.ceil(work / quantum) * quantum);
        },
      ),
    ));

  it('answers at once what says nothing about an account', async () => {
    const invalid = refused({ code: 'INVALID_INPUT', issues: [] });
    for (const error of [invalid, new Error('gone')]) {
      expect(await answeredAfter(37, error, floor)).toBe(37);
    }
  });
});
