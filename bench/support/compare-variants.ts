import type { Result } from './benchmark.ts';
import { figure, runVariants, toMeasured, type Variants } from './run-variants.ts';

/** Compares two variants of a script that prints one number. */
export async function compareVariants(
  options: Omit<Variants<string>, 'variants'> & {
    readonly variants: readonly [string, string];
    readonly unit: string;
  },
): Promise<Result> {
  const rounds = Object.entries(await runVariants(options));
  const measured = rounds.map(([variant, figures]) => toMeasured(variant, figure(figures, 'value')));
  const [first, second] = measured.map((one) => one.median);
  return { unit: options.unit, ratio: (first ?? Number.NaN) / (second ?? Number.NaN), measured };
}
