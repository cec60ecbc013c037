import type { Benchmark } from './support/benchmark.ts';
import { figure, runVariants, toMeasured } from './support/run-variants.ts';
import { sizesFor } from './support/sizes.ts';
import { startStoreServers } from './support/store-servers.ts';

const variants = ['alone', 'with 8 sign-ins in flight', 'with 8 registrations in flight'] as const;
const full = { rounds: 6, warmUp: 2, seconds: 8 };
const most = 50;

/** How long `me` takes, asked a hundred times a second, while others have their passwords hashed. */
export const benchmark: Benchmark = {
  name: 'me-latency',
  goal: {
    text: `99 of 100 answers to me come within ${most} ms, also while 8 people sign in or register at any moment`,
    mediansAtMost: Object.fromEntries(variants.map((variant) => [`${variant}: p99`, most])),
  },
  async run({ stores, quick }) {
    const { rounds, warmUp, seconds } = sizesFor({ quick }, full);
    const servers = await startStoreServers(stores);
    try {
      const figures = await runVariants({
        script: new URL('variants/me-latency.ts', import.meta.url),
        args: [JSON.stringify({ warmUp, seconds, settings: servers.settings })],
        variants,
        rounds,
      });
      const measured = variants.flatMap((variant) => [
        toMeasured(`${variant}: p50`, figure(figures[variant], 'p50')),
        toMeasured(`${variant}: p99`, figure(figures[variant], 'p99')),
        toMeasured(`${variant}: calls of the others`, figure(figures[variant], 'others'), '/s'),
      ]);
      return { unit: 'ms', ratio: null, measured };
    } finally {
      await servers.stop();
    }
  },
};
