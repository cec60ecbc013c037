/** How one variant did, in each round. */
export interface Measured {
  readonly variant: string;
  readonly median: number;
  readonly values: readonly number[];
}

export interface Result {
  /** What the values count. */
  readonly unit: string;
  /** The first variant's median divided by the second's; null where variants are not compared. */
  readonly ratio: number | null;
  readonly measured: readonly Measured[];
}

/** A claim that the project makes. */
export type Goal = { readonly text: string } & (
  | { readonly ratioAtLeast: number }
  | { readonly ratioAtMost: number }
  /** By the names of the variants. */
  | { readonly mediansAtMost: Readonly<Record<string, number>> }
);

export interface Benchmark {
  readonly name: string;
  readonly goal: Goal;
  run(): Promise<Result>;
}

export function isMet(goal: Goal, { ratio, measured }: Result): boolean {
  if ('ratioAtLeast' in goal) return ratio !== null && ratio >= goal.ratioAtLeast;
  if ('ratioAtMost' in goal) return ratio !== null && ratio <= goal.ratioAtMost;
  const medians = new Map(measured.map(({ variant, median }) => [variant, median]));
  return Object.entries(goal.mediansAtMost).every(
    ([variant, most]) => (medians.get(variant) ?? Number.POSITIVE_INFINITY) <= most,
  );
}
