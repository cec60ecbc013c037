import type { UserId } from '../../ports/message-store.ts';
import type { FieldDifference } from './compare-documents.ts';

/**
 * How a document can differ from what the log makes of its stream.
 *
 * - `missing`: the view has no document.
 * - `outdated`: the view has applied what the log has, and yet the document is of an earlier version.
 * - `changed`: the document is of the right version and has other content.
 * - `ahead`: the document is of a version that the log does not have.
 * - `foreign`: the log does not have the user, or the event.
 */
export const differenceKinds = ['missing', 'outdated', 'changed', 'ahead', 'foreign'] as const;
export type DifferenceKind = (typeof differenceKinds)[number];

/** A document that is not what the log makes of its stream, for sure. */
export interface Difference {
  readonly kind: DifferenceKind;
  /** Of the document. */
  readonly id: string;
  readonly userId: UserId;
  /** The version that the log has; null when it does not have the user or the event. */
  readonly version: number | null;
  /** The version of the document; null when there is none. */
  readonly found: number | null;
  /** Given for `changed`. */
  readonly fields: readonly FieldDifference[];
}

/** What was done about a difference: nothing; the right document is in place; or it could not be put there. */
export type MendingOutcome = 'found' | 'mended' | 'left';

/** What is no difference, or may be none, and yet no equality. */
export interface Remark {
  /**
   * - `parked`: the user is set aside by the projection, and the document is expected to be older.
   * - `unreadable`: the log has an event of the user that cannot be read, and the user is not parked.
   * - `behind`: the view did not apply in time what the log had.
   * - `unsettled`: the document changes all the time.
   */
  readonly kind: RemarkKind;
  readonly userId: UserId;
  /** In words that hold nothing personal. */
  readonly text: string;
}

export const remarkKinds = ['parked', 'unreadable', 'behind', 'unsettled'] as const;
export type RemarkKind = (typeof remarkKinds)[number];

/** How far the comparison is: with the log first, and then of what else the view holds. */
export interface VerifyProgress {
  readonly step: 'log' | 'view';
  /** From 0 to 1. */
  readonly share: number;
  readonly users: number;
  readonly documents: number;
}

/** What a comparison found. */
export interface VerifySummary {
  /** How many users the log has. */
  readonly users: number;
  /** How many documents the log makes of them. */
  readonly documents: number;
  readonly differences: Readonly<Record<DifferenceKind, number>>;
  /** How many of the differences are mended by now. */
  readonly mended: number;
  /** Of how many users each was remarked. */
  readonly remarks: Readonly<Record<RemarkKind, number>>;
}

/** Whether the view is what the log makes of it now, but for users who are parked. */
export function isEqual({ differences, mended, remarks }: VerifySummary): boolean {
  const found = differenceKinds.reduce((sum, kind) => sum + differences[kind], 0);
  return found === mended && remarks.unreadable + remarks.behind + remarks.unsettled === 0;
}
