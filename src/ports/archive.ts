import type { StoredEvent, UserId } from './message-store.ts';

/**
 * Where events go that are no longer kept in the message store: segments of a partition, each of which is written
 * once and never changes. What is personal in them stays encrypted with the keys of the users, which stay in the
 * store.
 * Failures: every method rejects with `Unavailable` when the files cannot be read or written, and with
 * `ArchiveDamaged` when they are not as they were written.
 */
export interface Archive {
  /** The archived events of one user with versions above `after`, in order, each once. None is no failure. */
  read(userId: UserId, after: number): AsyncIterable<StoredEvent>;
}

/** A stream that can do without its events below a version. */
export interface Truncation {
  readonly userId: UserId;
  readonly below: number;
}

/** How much a segment holds. */
export interface SegmentSize {
  readonly users: number;
  readonly events: number;
  /** Of the compressed file. */
  readonly bytes: number;
}

/**
 * A segment that is being written. Nobody reads it before it is published, and nothing of it is left once it is
 * discarded.
 */
export interface SegmentDraft {
  /** Adds events by ascending user ids, and of a user by ascending versions. */
  add(event: StoredEvent): Promise<void>;
  /** Ends the writing: from now on all of it is on the disk, and stays there through a loss of power. */
  finish(): Promise<SegmentSize>;
  /** Everything that was added, as the disk gives it back. Only when finished. @throws ArchiveDamaged */
  read(): AsyncIterable<StoredEvent>;
  /** Makes the segment part of the archive, in one durable step. @throws LeaseLost when another run wrote it meanwhile */
  publish(): Promise<Segment>;
  discard(): Promise<void>;
}

/** A published segment, and which streams it relieves. */
export interface Segment {
  /** For people: where it lies. */
  readonly name: string;
  /** The streams that are still to be truncated, each once. */
  pending(): AsyncIterable<Truncation>;
  /** Records, durably, that all are truncated but these, which refused. */
  markTruncated(refused: readonly Truncation[]): Promise<void>;
}

/**
 * The archive as the one who fills it sees it. There is one such for each partition at a time, by a lease.
 *
 * @example
 * const draft = await archive.draft(partition, before);
 * for (const event of events) await draft.add(event);
 * await draft.finish();
 * const segment = await draft.publish();
 */
export interface WritableArchive extends Archive {
  /** Creates what is missing; repeatable. @throws StoreMismatch when the archive is that of another store */
  prepare(): Promise<void>;
  /** The last version of a user that is archived, 0 for none. Fastest when asked by ascending user ids. */
  lastVersion(userId: UserId): Promise<number>;
  /** Removes the drafts of a partition that somebody left behind. */
  discardDrafts(partition: number): Promise<void>;
  /** The published segments of a partition with streams that are still to be truncated, the oldest first. */
  unfinished(partition: number): Promise<readonly Segment[]>;
  /**
   * Begins the next segment of a partition, for events earlier than `before`, in milliseconds since
   * 1970-01-01T00:00:00Z.
   */
  draft(partition: number, before: number): Promise<SegmentDraft>;
}
