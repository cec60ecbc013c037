import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Measured, Result } from './benchmark.ts';

const run = promisify(execFile);

/**
 * Measures each variant in a fresh process per round, in the reversed order in every other round, so that
 * neither the warmth of a process nor of the machine favours one.
 */
export async function compareVariants(options: {
  /** Prints one number when it is started with a variant's name, and these further arguments. */
  readonly script: URL;
  readonly args?: readonly string[];
  readonly variants: readonly [string, string];
  readonly unit: string;
  readonly rounds: number;
}): Promise<Result> {
  const { script, args = [], variants, unit, rounds } = options;
  const values = new Map<string, number[]>(variants.map((variant) => [variant, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      values.get(variant)?.push(await measure(script, [variant, ...args]));
    }
  }
  const measured = [...values].map(([variant, all]) => toMeasured(variant, all));
  const [first, second] = measured.map((one) => one.median);
  return { unit, ratio: (first ?? Number.NaN) / (second ?? Number.NaN), measured };
}

async function measure(script: URL, args: readonly string[]): Promise<number> {
  const { stdout } = await run(process.execPath, [fileURLToPath(script), ...args]);
  const value = Number(stdout);
  if (stdout.trim() === '' || Number.isNaN(value)) throw new Error(`${args[0]} printed no number: ${stdout}`);
  return value;
}

function toMeasured(variant: string, values: readonly number[]): Measured {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
  return { variant, median, values };
}
