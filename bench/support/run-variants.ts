import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { Measured } from './benchmark.ts';

const run = promisify(execFile);

/** What one process measured, by name. */
export type Figures = Readonly<Record<string, number>>;

export interface Variants<Name extends string> {
  /** Prints a number, or several by name in JSON, when it is started with a variant's name, and these further arguments. */
  readonly script: URL;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly variants: readonly Name[];
  readonly rounds: number;
}

/**
 * Measures each variant in a fresh process per round, in the reversed order in every other round, so that
 * neither the warmth of a process nor of the machine favours one. Answers with the rounds of each variant.
 */
export async function runVariants<Name extends string>(
  options: Variants<Name>,
): Promise<Readonly<Record<Name, readonly Figures[]>>> {
  const { variants, rounds } = options;
  const entries = variants.map((variant): [Name, Figures[]] => [variant, []]);
  const figures = Object.fromEntries(entries) as Record<Name, Figures[]>;
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of round % 2 === 0 ? variants : variants.toReversed()) {
      figures[variant].push(await measure(variant, options));
    }
  }
  return figures;
}

async function measure(
  variant: string,
  { script, args = [], env = {} }: Omit<Variants<string>, 'variants' | 'rounds'>,
): Promise<Figures> {
  const command = [fileURLToPath(script), variant, ...args];
  const { stdout } = await run(process.execPath, command, { env: { ...process.env, ...env } });
  return toFigures(stdout, variant);
}

function toFigures(printed: string, variant: string): Figures {
  try {
    const value: unknown = JSON.parse(printed);
    const figures = typeof value === 'object' && value !== null ? Object.entries(value) : [['value', value]];
    if (figures.every(([, figure]) => typeof figure === 'number')) return Object.fromEntries(figures);
  } catch {
    // What was printed is told below.
  }
  throw new Error(`${variant} printed no numbers: ${printed}`);
}

/** One of the figures, over all rounds. */
export function figure(rounds: readonly Figures[], name: string): readonly number[] {
  return rounds.map((figures) => figures[name] ?? Number.NaN);
}

export function toMeasured(variant: string, values: readonly number[], unit?: string): Measured {
  return { variant, median: medianOf(values), values, ...(unit === undefined ? {} : { unit }) };
}

export function medianOf(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}
