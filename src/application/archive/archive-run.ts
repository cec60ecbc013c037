import type { WritableArchive } from '../../ports/archive.ts';
import type { MessageStore } from '../../ports/message-store.ts';

/** What one run moves, and what it works with. */
export interface ArchiveRun {
  /** Without what was archived: `read` gives what the stream itself holds. */
  readonly store: Pick<MessageStore, 'users' | 'head' | 'read' | 'truncate'>;
  readonly archive: WritableArchive;
  /** Events of an earlier time are moved, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly before: number;
  /** Throws when the work has to end here: nothing is lost, and a further run goes on. */
  readonly checkpoint: () => void;
  readonly onProgress: (progress: Progress) => void;
}

/** How far the work on one partition is. */
export interface Progress {
  readonly partition: number;
  readonly step: 'finishing' | 'exporting' | 'verifying' | 'truncating' | 'done';
  readonly users: number;
  readonly events: number;
  /** Of the compressed file, once it is written. */
  readonly bytes: number;
}

/** What became of one partition. */
export interface PartitionOutcome {
  readonly users: number;
  readonly events: number;
  readonly bytes: number;
  /** Users whose streams keep their archived events for now: a view has not applied them all yet. */
  readonly refused: number;
}
