import type { Benchmark } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';

/** Logins sealed in a second, each with the snapshot that is stored beside it: two texts. */
export const benchmark: Benchmark = {
  name: 'sealing',
  goal: {
    text: 'a prepared key and nonces drawn together seal at least 1.8 times as fast as both made for each text',
    ratioAtLeast: 1.8,
  },
  run: () =>
    compareVariants({
      script: new URL('variants/sealing.ts', import.meta.url),
      variants: ['prepared', 'anew'],
      unit: 'logins/s',
      rounds: 6,
    }),
};
