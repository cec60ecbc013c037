import { availableParallelism } from 'node:os';
import type { Benchmark, Measured } from './support/benchmark.ts';
import { type Figures, figure, medianOf, runVariants, toMeasured } from './support/run-variants.ts';
import { sizesFor } from './support/sizes.ts';
import { startStoreServers } from './support/store-servers.ts';

const works = ['sign-ins', 'registrations'] as const;
const counts = [4, 8, 16, 64];
const full = { rounds: 6, warmUp: 1, seconds: 4 };
const goalName = 'sign-ins, 16 clients';

/** Sign-ins and registrations through HTTP, against nothing but their hashes with as many callers. */
export const benchmark: Benchmark = {
  name: 'sign-in',
  goal: {
    text: 'with 16 clients there are at least 0.9 times as many sign-ins a second as hashes alone, each with at most 1 ms of CPU time in the server beyond its hash',
    ratioAtLeast: 0.9,
    mediansAtMost: { [`${goalName}: CPU time of a call beyond its hash`]: 1 },
  },
  async run({ stores, quick }) {
    const { rounds, warmUp, seconds } = sizesFor({ quick }, full);
    const servers = await startStoreServers(stores);
    try {
      const measured: Measured[] = [];
      for (const work of works) {
        for (const clients of counts) {
          const options = { work, clients, warmUp, seconds, settings: servers.settings };
          const figures = await runVariants({
            script: new URL('variants/sign-in.ts', import.meta.url),
            args: [JSON.stringify(options)],
            // The package's calls alone use Node's pool of threads: as many as the server has workers.
            env: { UV_THREADPOOL_SIZE: String(availableParallelism()) },
            variants: ['through HTTP', 'hashes alone'],
            rounds,
          });
          measured.push(
            ...compared(`${work}, ${clients} clients`, figures['through HTTP'], figures['hashes alone']),
          );
        }
      }
      const ratio = measured.find(({ variant }) => variant === ratioOf(goalName))?.median ?? Number.NaN;
      return { unit: '/s', ratio, measured };
    } finally {
      await servers.stop();
    }
  },
};

function ratioOf(name: string): string {
  return `${name}: ratio of the medians`;
}

function compared(name: string, http: readonly Figures[], hashes: readonly Figures[]): readonly Measured[] {
  const rates = figure(http, 'perSecond');
  const alone = figure(hashes, 'perSecond');
  const hashCpu = figure(hashes, 'cpu');
  // Of one round with the other: what disturbs the machine disturbs neighbours in time alike.
  const beyond = figure(http, 'cpu').map((cpu, round) => cpu - (hashCpu[round] ?? Number.NaN));
  return [
    toMeasured(`${name}: through HTTP`, rates),
    toMeasured(`${name}: hashes alone`, alone),
    toMeasured(ratioOf(name), [medianOf(rates) / medianOf(alone)], ''),
    toMeasured(`${name}: p50`, figure(http, 'p50'), 'ms'),
    toMeasured(`${name}: p99`, figure(http, 'p99'), 'ms'),
    toMeasured(`${name}: CPU time of a call beyond its hash`, beyond, 'ms'),
    toMeasured(`${name}: CPU time of a call in the main thread`, figure(http, 'mainThread'), 'ms'),
    toMeasured(`${name}: memory of the server before`, figure(http, 'memoryBefore'), 'MB'),
    toMeasured(`${name}: memory of the server after`, figure(http, 'memoryAfter'), 'MB'),
  ];
}
