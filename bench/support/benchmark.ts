/** How one variant did, in each round. */
export interface Measured {
  readonly variant: string;
  readonly median: number;
  readonly values: readonly number[];
}

export interface Result {
  /** What the values count. */
  readonly unit: string;
  /** The first variant's median divided by the second's. */
  readonly ratio: number;
  readonly measured: readonly Measured[];
}

/** A comparison, whose goal is a claim that the project makes. */
export interface Benchmark {
  readonly name: string;
  readonly goal: { readonly text: string; readonly ratioAtLeast: number };
  run(): Promise<Result>;
}
