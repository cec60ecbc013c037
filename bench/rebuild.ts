import { prepareBacklog } from './support/backlog.ts';
import type { Benchmark } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';
import { rebuildUsers } from './support/rebuild-users.ts';

const users = Number(process.env['BENCH_USERS'] || 200_000);

/** The view of users made anew from a log in Redis: folded, written, compared with the log, and published. */
export const benchmark: Benchmark = {
  name: 'rebuild',
  goal: {
    text: 'a rebuild makes at least 0.5 times as many documents a second as the same client indexes of the same documents in bulk',
    ratioAtLeast: 0.5,
  },
  async run() {
    const backlog = await prepareBacklog(users, 0);
    try {
      // The documents that are indexed in bulk; and nobody is the first to use the servers.
      await rebuildUsers(backlog, 'filled');
      return await compareVariants({
        script: new URL('variants/rebuild.ts', import.meta.url),
        args: [JSON.stringify(backlog)],
        variants: ['rebuilt', 'indexed in bulk'],
        unit: 'users/s',
        rounds: 5,
      });
    } finally {
      await backlog.remove();
    }
  },
};
