import type { StoreKind } from './store-servers.ts';

/** What the person who starts a benchmark chooses. */
export interface RunOptions {
  /** The stores of benchmarks that run the whole product. */
  readonly stores: StoreKind;
  /** Small sizes, to see whether it runs: the numbers say nothing. */
  readonly quick: boolean;
}

/** How one variant did, in each round. */
export interface Measured {
  readonly variant: string;
  readonly median: number;
  readonly values: readonly number[];
  /** What these values count; left out where it is the unit of the result. */
  readonly unit?: string;
}

export interface Result {
  /** What the values count. */
  readonly unit: string;
  /** The first variant's median divided by the second's; null where variants are not compared. */
  readonly ratio: number | null;
  readonly measured: readonly Measured[];
}

/** A claim that the project makes: all that is named here has to hold. */
export interface Goal {
  readonly text: string;
  readonly ratioAtLeast?: number;
  readonly ratioAtMost?: number;
  /** By the names of the variants. */
  readonly mediansAtMost?: Readonly<Record<string, number>>;
  readonly mediansAtLeast?: Readonly<Record<string, number>>;
}

export interface Benchmark {
  readonly name: string;
  readonly goal: Goal;
  run(options: RunOptions): Promise<Result>;
}

export function isMet(goal: Goal, { ratio, measured }: Result): boolean {
  const medians = new Map(measured.map(({ variant, median }) => [variant, median]));
  const atLeast = (value = Number.NaN, limit?: number) => limit === undefined || value >= limit;
  const atMost = (value = Number.NaN, limit?: number) => limit === undefined || value <= limit;
  return (
    atLeast(ratio ?? undefined, goal.ratioAtLeast) &&
    atMost(ratio ?? undefined, goal.ratioAtMost) &&
    Object.entries(goal.mediansAtLeast ?? {}).every(([name, limit]) => atLeast(medians.get(name), limit)) &&
    Object.entries(goal.mediansAtMost ?? {}).every(([name, limit]) => atMost(medians.get(name), limit))
  );
}
