const [smallest, first, largest] = [50, 500, 4_000];
/** How long a batch should take, in milliseconds. */
const target = 1_000;

/** How many entries a projection applies at once: more while there is more to do than that, and less when it is too much. */
export interface BatchSize {
  entries(): number;
  /** A batch was applied in so many milliseconds; `isFull` when there was more to take. */
  applied(milliseconds: number, isFull: boolean): void;
  failed(): void;
}

export function createBatchSize(): BatchSize {
  let entries = first;
  const halve = () => {
    entries = Math.max(smallest, Math.floor(entries / 2));
  };
  return {
    entries: () => entries,
    applied(milliseconds, isFull) {
      // One that was just doubled may take twice the time.
      if (milliseconds > 2 * target) halve();
      else if (isFull && milliseconds <= target) entries = Math.min(largest, entries * 2);
    },
    failed: halve,
  };
}
