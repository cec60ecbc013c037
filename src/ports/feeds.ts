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

/** A user whom a group set aside because an event could not be applied. */
export interface ParkedUser {
  readonly partition: number;
  readonly userId: UserId;
  /** The last version that was to be applied. */
  readonly version: number;
  /** How often applying it failed. */
  readonly attempts: number;
  /** What was wrong, in words that hold nothing personal. */
  readonly error: string;
  /** When it failed last, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  /** Whether somebody asked for another attempt since then. */
  readonly isRetryAsked: boolean;
}

/** What could not be applied of a user. */
export interface FailedAttempt extends Pick<ParkedUser, 'userId' | 'version' | 'error' | 'at'> {
  /** False when it was not even tried, as the user is set aside; true if left out. */
  readonly wasTried?: boolean;
}

/** How far a group is behind in one partition. Instants are in milliseconds since 1970-01-01T00:00:00Z. */
export interface PartitionLag {
  readonly partition: number;
  /** Up to where the group has acknowledged. */
  readonly applied: Offset;
  /** When the last acknowledged entry was appended; null before the first, and for one that is not kept any more. */
  readonly appliedAt: number | null;
  /** How many events it has not acknowledged yet. Above 10,000 in one partition it may be an estimate. */
  readonly events: number;
  /** When the first of them was appended; null when there is none. */
  readonly waitingSince: number | null;
}

/**
 * The feeds: one for each partition, holding a reference to every append, in an order that no late commit
 * changes: once an entry was read, none appears before it. All events of a user are in one feed.
 *
 * Groups: a group of readers has one owner for each partition at a time, by a lease. What an owner was given
 * by `next` and did not acknowledge is given again, first and in order, to whoever holds the lease next. So
 * every entry is delivered at least once, and a user's entries in order. A group is known from its first
 * delivery on.
 *
 * Failures: every method rejects with `Unavailable` when the server cannot be reached.
 * Lifetime: whoever created the adapter closes its connections.
 */
export interface Feeds {
  readonly partitions: number;

  /** The offset of the last entry of every partition. */
  heads(): Promise<FeedVector>;

  /** At most `limit` entries of one partition behind `after`, in order. @throws FeedTrimmed */
  read(partition: number, after: Offset, limit: number): Promise<readonly FeedEntry[]>;

  /**
   * Every entry behind `after`, as it comes, in order within each partition. Ends when the signal aborts.
   * Waits inside for new entries, and resumes by itself after a passing failure of the server.
   * @throws FeedTrimmed
   */
  tail(after: FeedVector, signal: AbortSignal): AsyncIterable<readonly FeedEntry[]>;

  /**
   * Counts an owner among the members of a group for `milliseconds`, so that they can share the partitions.
   * Answers with the names of all members, sorted.
   */
  join(group: string, owner: string, milliseconds: number): Promise<readonly string[]>;

  /** Takes an owner from the members of a group at once. */
  leave(group: string, owner: string): Promise<void>;

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
   * @throws FeedTrimmed for a group that never was delivered anything, when the feed's first entries are gone
   */
  next(leases: readonly Lease[], limit: number, milliseconds: number): Promise<readonly FeedEntry[]>;

  /**
   * Lets the lease's group begin behind what was trimmed from the partition, which it will never be given: for groups that can do
   * without it. Does nothing for a group of which nothing is gone.
   * @throws LeaseLost
   */
  skipTrimmed(lease: Lease): Promise<void>;

  /**
   * Records that everything up to and with the last of these entries is applied. A loss of power may undo that, and they are given
   * again.
   * @throws LeaseLost
   */
  acknowledge(lease: Lease, entries: readonly FeedEntry[]): Promise<void>;

  /** Up to where a group has acknowledged each partition. */
  applied(group: string): Promise<FeedVector>;

  /** How far a group is behind, partition by partition. A group that was given nothing yet is behind by everything. */
  lag(group: string): Promise<readonly PartitionLag[]>;

  /**
   * Sets a user of the leased partition aside for the lease's group, or records another failure of one who is
   * set aside already: the highest version, one more attempt, the latest error. When nobody tried, of one who is set aside
   * already only the version.
   * @throws LeaseLost
   */
  park(lease: Lease, user: FailedAttempt): Promise<void>;

  /** Takes a user back in. Does nothing for one who is not parked. @throws LeaseLost */
  unpark(lease: Lease, userId: UserId): Promise<void>;

  /** Who of a partition is set aside by a group. */
  parked(group: string, partition: number): Promise<readonly ParkedUser[]>;

  /**
   * Asks whoever owns the partition to try a parked user again; the wish is gone with the next attempt that `park` records, or
   * with `unpark`. Needs no lease. Answers whether the user is parked.
   */
  askRetry(group: string, partition: number, userId: UserId): Promise<boolean>;

  /**
   * Removes entries of a partition that are older than `before`, in milliseconds since 1970-01-01T00:00:00Z, and
   * that every one of these groups, and every other group that is known, has acknowledged. Removes nothing while
   * one of them has acknowledged nothing. The events stay in their streams. Where the events themselves are the
   * feed it does nothing.
   */
  trim(partition: number, groups: readonly string[], before: number): Promise<void>;
}
