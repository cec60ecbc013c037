import type { UserId } from '../../ports/message-store.ts';
import {
  type Difference,
  type DifferenceKind,
  differenceKinds,
  type MendingOutcome,
  type Remark,
  type RemarkKind,
  remarkKinds,
  type VerifyProgress,
  type VerifySummary,
} from './findings.ts';

/** Counts what a comparison finds, and passes it on. */
export interface Tally {
  countUsers(count: number): void;
  countDocuments(count: number): void;
  difference(difference: Difference, outcome: MendingOutcome): void;
  /** Passes on each kind of remark once for a user. */
  remark(remark: Remark): void;
  progress(step: VerifyProgress['step'], share: number): void;
  /** Whether the document was told to be at another place than that of its event. */
  isTold(id: string): boolean;
  isLogEmpty(): boolean;
  summary(): VerifySummary;
}

/** How many ids are kept, of documents and of users, so that they are told once. */
const mostKept = 100_000;

export function createTally(deps: {
  readonly onDifference: (difference: Difference, outcome: MendingOutcome) => void;
  readonly onRemark: (remark: Remark) => void;
  readonly onProgress: (progress: VerifyProgress) => void;
}): Tally {
  const differences = zeros<DifferenceKind>(differenceKinds);
  const remarks = zeros<RemarkKind>(remarkKinds);
  const remarked = new Set<string>();
  const told = new Set<string>();
  let [users, documents, mended] = [0, 0, 0];
  return {
    countUsers: (count) => {
      users += count;
    },
    countDocuments: (count) => {
      documents += count;
    },
    difference(difference, outcome) {
      differences[difference.kind] += 1;
      if (outcome === 'mended') mended += 1;
      else if (difference.kind === 'changed' && told.size < mostKept) told.add(difference.id);
      deps.onDifference(difference, outcome);
    },
    remark(remark) {
      const key = nameOf(remark);
      if (remarked.has(key)) return;
      if (remarked.size < mostKept) remarked.add(key);
      remarks[remark.kind] += 1;
      deps.onRemark(remark);
    },
    progress: (step, share) => deps.onProgress({ step, share, users, documents }),
    isTold: (id) => told.has(id),
    isLogEmpty: () => users === 0,
    summary: () => ({ users, documents, differences: { ...differences }, mended, remarks: { ...remarks } }),
  };
}

function nameOf({ kind, userId }: { readonly kind: RemarkKind; readonly userId: UserId }): string {
  return `${kind} ${userId}`;
}

function zeros<Kind extends string>(kinds: readonly Kind[]): Record<Kind, number> {
  return Object.fromEntries(kinds.map((kind) => [kind, 0])) as Record<Kind, number>;
}
