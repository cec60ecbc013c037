import type { RunOptions } from './benchmark.ts';

/** How long and how often a benchmark of the whole product measures. */
export interface Sizes {
  readonly rounds: number;
  /** Before the measurement, in seconds. */
  readonly warmUp: number;
  readonly seconds: number;
}

/** Those of a benchmark, or small ones that say nothing. */
export function sizesFor({ quick }: Pick<RunOptions, 'quick'>, sizes: Sizes): Sizes {
  return quick ? { rounds: 1, warmUp: 0.5, seconds: 1.5 } : sizes;
}
