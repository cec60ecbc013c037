import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';

/** How long the work took, and for how long the event loop kept a timer waiting meanwhile, in milliseconds. */
export async function loopDelaysDuring(work: () => Promise<unknown>) {
  const delays = monitorEventLoopDelay({ resolution: 1 });
  delays.enable();
  // A delay is the time since the one before, so what holds the loop first or last would not be seen.
  await oneMore(delays);
  const started = performance.now();
  await work();
  const elapsed = performance.now() - started;
  await oneMore(delays);
  delays.disable();
  return { elapsed, median: delays.percentile(50) / 1e6, max: delays.max / 1e6 };
}

async function oneMore(delays: { readonly count: number }): Promise<void> {
  const before = delays.count;
  while (delays.count === before) await nextTurn();
}
