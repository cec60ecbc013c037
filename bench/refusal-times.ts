import type { Benchmark } from './support/benchmark.ts';
import { figure, runVariants, toMeasured } from './support/run-variants.ts';
import { startStoreServers } from './support/store-servers.ts';

const rounds = 4;
const samples = 200;
const kinds = ['a wrong password', 'an unknown address'] as const;

/** How long refused sign-ins take, one after the other and in turns. */
export const benchmark: Benchmark = {
  name: 'refusal-times',
  goal: {
    text: 'the medians of the times in which a wrong password and an unknown address are refused lie within 5 % of each other',
    ratioAtMost: 1.05,
  },
  async run({ stores, quick }) {
    const servers = await startStoreServers(stores);
    try {
      const { refusals } = await runVariants({
        script: new URL('variants/refusal-times.ts', import.meta.url),
        args: [JSON.stringify({ samples: quick ? 20 : samples, settings: servers.settings })],
        variants: ['refusals'],
        rounds: quick ? 1 : rounds,
      });
      const measured = kinds.flatMap((kind) =>
        ['p50', 'p99'].map((name) => toMeasured(`${kind}: ${name}`, figure(refusals, `${kind}, ${name}`))),
      );
      const ratios = refusals.map((figures) => apart(kinds.map((kind) => figures[`${kind}, p50`])));
      // The worst round has to reach the goal: whoever measures chooses when.
      return { unit: 'ms', ratio: Math.max(...ratios), measured };
    } finally {
      await servers.stop();
    }
  },
};

/** How many times the longer one is the shorter one. */
function apart([one = Number.NaN, other = Number.NaN]: readonly (number | undefined)[]): number {
  return Math.max(one / other, other / one);
}
