import type { Benchmark } from './support/benchmark.ts';
import { compareVariants } from './support/compare-variants.ts';

/** Passwords hashed in a second, with as many at once as there are cores. */
export const benchmark: Benchmark = {
  name: 'password-hasher',
  goal: {
    text: '@node-rs/argon2, the default, hashes at least 1.3 times as many passwords as argon2',
    ratioAtLeast: 1.3,
  },
  run: () =>
    compareVariants({
      script: new URL('variants/password-hasher.ts', import.meta.url),
      variants: ['@node-rs/argon2', 'argon2'],
      unit: 'hashes/s',
      rounds: 6,
    }),
};
