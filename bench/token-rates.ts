import type { Benchmark } from './support/benchmark.ts';
import { figure, runVariants, toMeasured } from './support/run-variants.ts';
import { sizesFor } from './support/sizes.ts';
import { startStoreServers } from './support/store-servers.ts';

const variants = ['refreshes', 'me'] as const;
const full = { rounds: 6, warmUp: 3, seconds: 6 };

/** Refreshes, and answers to `me`, for clients that each send one request after the other. */
export const benchmark: Benchmark = {
  name: 'token-rates',
  goal: {
    text: 'a gateway that shares the machine with its clients answers 2,000 refreshes a second, and me 4,000 times',
    mediansAtLeast: { refreshes: 2_000, me: 4_000 },
  },
  async run({ stores, quick }) {
    const { rounds, ...sizes } = sizesFor({ quick }, full);
    const servers = await startStoreServers(stores);
    try {
      const figures = await runVariants({
        script: new URL('variants/token-rates.ts', import.meta.url),
        args: [JSON.stringify({ ...sizes, settings: servers.settings })],
        variants,
        rounds,
      });
      const measured = variants.flatMap((variant) => [
        toMeasured(variant, figure(figures[variant], 'perSecond')),
        toMeasured(`${variant}: p50`, figure(figures[variant], 'p50'), 'ms'),
        toMeasured(`${variant}: p99`, figure(figures[variant], 'p99'), 'ms'),
        toMeasured(`${variant}: CPU time in the server`, figure(figures[variant], 'cpu'), 'ms'),
        toMeasured(`${variant}: CPU time in its main thread`, figure(figures[variant], 'mainThread'), 'ms'),
      ]);
      return { unit: '/s', ratio: null, measured };
    } finally {
      await servers.stop();
    }
  },
};
