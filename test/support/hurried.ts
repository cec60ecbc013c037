import { setTimeout as sleep } from 'node:timers/promises';
import type { Delay } from '../../src/application/environment.ts';

/** Waits a twentieth of the time. */
export const hurried: Delay = async (milliseconds, signal) => {
  // An abort ends the wait early, which is all that it is for.
  await sleep(milliseconds / 20, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};
