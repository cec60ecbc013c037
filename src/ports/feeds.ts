import type { UserId } from './message-store.ts';
import type { Offset, Position } from './position.ts';

/** A reference to `count` events of a user, the last of which has this version. */
export interface FeedEntry extends Position {
  readonly userId: UserId;
  readonly version: number;
  readonly count: number;
}

/** A place in every feed at once: one offset for each partition, by its number. */
export type FeedVector = readonly Offset[];

/** The right to work on a partition for a group, until it expires. */
export interface Lease {
  readonly group: string;
  readonly partition: number;
  readonly owner: string;
  /** Grows with every new owner: what a former owner still sends is refused by it. */
  readonly fence: number;
}

/**
 * The feeds: one for each partition, holding a reference to every append, in an order that no late commit
 * changes: once an entry was read, none appears before it. All events of a user are in one feed.
 *
 * Groups: a group of readers has one owner for each partition at a time, by a lease. What an owner was given
 * by `next` and did not acknowledge is given again, first and in order, to whoever holds the lease next. So
 * every entry is delivered at least once, and a user's entries in order.
 *
 * Failures: every method rejects with `Unavailable` when the server cannot be reached.
 * Lifetime: whoever created the adapter closes its connections.
 */
export interface Feeds {
  readonly partitions: number;

  /** The offset of the last entry of every partition. */
  heads(): Promise<FeedVector>;

  /** At most `limit` entries of one partition behind `after`, in order. */
  read(partition: number, after: Offset, limit: number): Promise<readonly FeedEntry[]>;

  /**
   * Every entry behind `after`, as it comes, in order within each partition. Ends when the signal aborts.
   * Waits inside for new entries, and resumes by itself after a passing failure of the server.
   */
  tail(after: FeedVector, signal: AbortSignal): AsyncIterable<readonly FeedEntry[]>;

  /** Takes a partition for a group, for `milliseconds`; null while another owner has it. */
  acquire(group: string, partition: number, owner: string, milliseconds: number): Promise<Lease | null>;

  /** Prolongs leases of one group, in as few steps as there can be. Answers with those that are still held. */
  renew(leases: readonly Lease[], milliseconds: number): Promise<readonly Lease[]>;

  /** Gives a lease back at once. Does nothing when it is lost already. */
  release(lease: Lease): Promise<void>;

  /**
   * The next entries of the leased partitions of one group, at most `limit` a partition: first those that
   * were delivered and never acknowledged, then new ones. Waits up to `milliseconds` for the first entry;
   * empty when none came.
   */
  next(leases: readonly Lease[], limit: number, milliseconds: number): Promise<readonly FeedEntry[]>;

  /** Records that everything up to and with the last of these entries is applied. @throws LeaseLost */
  acknowledge(lease: Lease, entries: readonly FeedEntry[]): Promise<void>;

  /** Up to where a group has acknowledged each partition. */
  applied(group: string): Promise<FeedVector>;
}
