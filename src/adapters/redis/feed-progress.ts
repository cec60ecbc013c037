import type { Lease } from '../../ports/feeds.ts';
import { beginning, type Offset } from '../../ports/position.ts';

/** How far a lease has got. */
export interface Progress {
  readonly fence: number;
  /** The last entry that it was given. */
  readonly given: Offset;
  /** Behind it stands what it was not given yet, once nothing that is pending is left. */
  readonly end: Offset | null;
}

/** Remembers how far leases have got; of a lease with another fence nothing is known. */
export interface ProgressBook {
  of(lease: Lease): Progress;
  note(lease: Lease, progress: Progress): void;
}

export function createProgressBook(): ProgressBook {
  const known = new Map<string, Progress>();
  return {
    of(lease) {
      const { fence } = lease;
      const progress = known.get(nameOf(lease));
      return progress?.fence === fence ? progress : { fence, given: beginning, end: null };
    },
    note(lease, progress) {
      known.set(nameOf(lease), progress);
    },
  };
}

function nameOf({ group, partition }: Lease): string {
  return `${partition} ${group}`;
}
