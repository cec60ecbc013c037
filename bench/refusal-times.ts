import type { Benchmark } from './support/benchmark.ts';
import { figure, runVariants, toMeasured } from './support/run-variants.ts';
import { startStoreServers } from './support/store-servers.ts';

const rounds = 4;
const samples = 200;
/** What must not be told apart. */
const pairs = [
  ['a wrong password', 'an unknown address'],
  ['a reset for an account', 'a reset for nobody'],
] as const;

/** How long refused sign-ins and requests for a reset take, one after the other and in turns. */
export const benchmark: Benchmark = {
  name: 'refusal-times',
  goal: {
    text: 'the medians of the times in which a wrong password and an unknown address are refused, and a reset is asked for an account and for nobody, lie within 5 % of each other',
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
      const measured = pairs
        .flat()
        .flatMap((kind) =>
          ['p50', 'p99'].map((name) => toMeasured(`${kind}: ${name}`, figure(refusals, `${kind}, ${name}`))),
        );
      const ratios = pairs.flatMap((pair) =>
        refusals.map((figures) => apart(pair.map((kind) => figures[`${kind}, p50`]))),
      );
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
