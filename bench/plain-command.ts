import { startRedis } from '../test/support/servers/redis.ts';
import type { Benchmark } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';

/** Changes of a display name, which is a command without a hash, by 50 callers at once. */
export const benchmark: Benchmark = {
  name: 'plain-command',
  goal: {
    text: 'the application layer handles at least 0.6 times as many commands as the append script alone on the same Redis',
    ratioAtLeast: 0.6,
  },
  async run() {
    const server = await startRedis();
    try {
      return await compareVariants({
        script: new URL('variants/plain-command.ts', import.meta.url),
        args: [server.url],
        variants: ['commands', 'appends'],
        unit: 'calls/s',
        rounds: 10,
      });
    } finally {
      await server.stop();
    }
  },
};
