import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** For how long the event loop kept a timer waiting while the work went on, in milliseconds. */
export async function loopDelaysDuring(work: () => Promise<unknown>) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  await work();
  // What held the loop at last is seen in its next turn only.
  await nextTurn();
  await nextTurn();
  delays.disable();
  return {
    max: delays.max / 1e6,
    percentile: (percent: number) => delays.percentile(percent) / 1e6,
  };
}
