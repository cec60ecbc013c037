import { applyBacklog } from './support/apply-backlog.ts';
import { prepareBacklog } from './support/backlog.ts';
import type { Benchmark } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';

/** Fewer are quicker, to see whether it runs. */
const users = Number(process.env['BENCH_USERS'] ?? 20_000);
const loginsEach = 4;

/** A backlog of registrations and logins, brought into both views. */
export const benchmark: Benchmark = {
  name: 'apply-events',
  goal: {
    text: 'an aggregator applies at least 0.7 times as many events a second as the same client indexes of the same documents in bulk',
    ratioAtLeast: 0.7,
  },
  async run() {
    const backlog = await prepareBacklog(users, loginsEach);
    try {
      // The documents that are indexed in bulk; and nobody is the first to use the servers.
      await applyBacklog(backlog, 'filled');
      return await compareVariants({
        script: new URL('variants/apply-events.ts', import.meta.url),
        args: [JSON.stringify(backlog)],
        variants: ['applied', 'indexed in bulk'],
        unit: 'events/s',
        rounds: 5,
      });
    } finally {
      await backlog.remove();
    }
  },
};
