import type { UnreadableEvent } from './errors.ts';
import type { Position } from './position.ts';

/** A random UUID (RFC 9562, version 4) in lower case; the name of a user's stream. */
export type UserId = string;

/** What is recorded about an event beside its data. */
export interface EventMetadata {
  /** Who caused it: a user's id, or null for nobody who was signed in. */
  readonly actorId: UserId | null;
  /** The same for everything that one request caused. */
  readonly correlationId: string;
  /** The event or message that this one answers, if any. */
  readonly causationId: string | null;
  /** A UUID that names the command; the same command sent again has the same. */
  readonly commandId: string;
  /**
   * Where in a distributed trace it happened: trace-id and parent-id of W3C Trace Context in lower-case
   * hexadecimal, as `<32 digits>-<16 digits>`; null outside of any trace.
   */
  readonly trace: string | null;
}

/** An event as the store keeps it. Its data is opaque here. */
export interface NewEvent {
  /** A UUID, unique over all events. */
  readonly eventId: string;
  readonly type: string;
  /** The version of this type's data. */
  readonly schema: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  /** What may be read by whoever reads the store, as JSON. */
  readonly data: unknown;
  /** What is personal, encrypted with the key of the user; null for nothing. */
  readonly sealed: Uint8Array | null;
  readonly metadata: EventMetadata;
}

/** An event in its stream. Versions of a stream are 1, 2, 3 … without a gap. */
export interface StoredEvent extends NewEvent {
  readonly userId: UserId;
  readonly version: number;
}

/** The state of a user after the event of this version, encrypted with the key of the user. */
export interface Snapshot {
  readonly version: number;
  /** The shape of the state; a reader that knows another one refolds the stream. */
  readonly schema: number;
  readonly sealed: Uint8Array;
}

/** The end of a stream, and the snapshot that stands nearest to it. */
export interface StreamHead {
  /** The version of the last event, 0 for a stream without any. */
  readonly version: number;
  readonly snapshot: Snapshot | null;
  /** The key of the user, encrypted with the master key; null when there is none, empty once it was destroyed. */
  readonly userKey: Uint8Array | null;
}

/** A part of a stream: the events of these versions, both inclusive. */
export interface StreamSpan {
  readonly userId: UserId;
  readonly first: number;
  readonly last: number;
}

/** What a stream has of a span. */
export interface StreamPart {
  /** In order. Events below the version at which the stream was truncated are not among them. */
  readonly events: readonly StoredEvent[];
  /**
   * The key of the user, encrypted with the master key; null when there is none, empty once it was destroyed. It opens all of
   * these events.
   */
  readonly userKey: Uint8Array | null;
}

/** Events to add to one stream, with all that must become true together with them. */
export interface AppendRequest {
  readonly userId: UserId;
  /** The version of the last event that the decision knew: 0 for a new stream. */
  readonly expectedVersion: number;
  /** At least one, all of one command, and no more or larger than `appendLimits` allows. */
  readonly events: readonly NewEvent[];
  /** The state after the last of these events. */
  readonly snapshot: Omit<Snapshot, 'version'>;
  /** The key of the user, encrypted with the master key: stored if the user has none yet. */
  readonly userKey?: Uint8Array;
  /**
   * An e-mail address to claim for this user: the keyed hash of it in lower-case hexadecimal, which must be
   * of the same partition as `userId`.
   */
  readonly claimKey?: string;
  /**
   * Destroys the key of the user in the same step, for ever: empty bytes stand in its place, and no append brings another one.
   * False if left out.
   */
  readonly destroysKey?: boolean;
}

/**
 * Whom an e-mail address is claimed for. No claim of a user is made twice: the version tells them apart, so that one that came to
 * nothing can be removed whatever became of the address since.
 */
export interface AddressClaim {
  readonly userId: UserId;
  /**
   * The version at which the user's stream says that the user has the address; null for a user who registered with it. Until the
   * stream has come so far the claim is pending, and may still be given up.
   */
  readonly givenAt: number | null;
}

/**
 * - `appended`: all of it is stored.
 * - `duplicate`: an earlier attempt succeeded; nothing more is stored. Either these event ids already stand at
 *   these versions, or the command with this id is among the last `rememberedCommands` ones of the user.
 *   `version` is that of the command's last event, and `position` is at or behind its.
 * - `conflict`: the stream's last version is not the expected one; nothing is stored.
 * - `claimed`: the address belongs to somebody else; nothing is stored.
 */
export type AppendResult =
  | { readonly kind: 'appended'; readonly version: number; readonly position: Position }
  | { readonly kind: 'duplicate'; readonly version: number; readonly position: Position }
  | { readonly kind: 'conflict'; readonly version: number }
  | { readonly kind: 'claimed'; readonly userId: UserId };

/** How many commands of a user an append recognises by their ids, whatever else it brings. */
export const rememberedCommands = 8;

/**
 * The log: one stream of events for each user, and for each partition a feed of references to what was
 * appended, in the order in which readers may rely on it (see `Feeds`).
 *
 * Atomicity: an append stores its events, the snapshot, the user's key, the feed's reference and the claim, or
 * nothing.
 * Ordering: appends to one stream are serialised by exact expected versions; too low and too high conflict.
 * Idempotency: an append with the same event ids at the same versions is applied once, and so is a command. The
 * adapter itself sends an append again whose answer was lost on the way.
 * Failures: every method rejects with `Unavailable` when the server cannot be reached or refuses to work;
 * an append may then have happened or not, and can be sent again with the same ids.
 * Lifetime: whoever created the adapter closes its connections; the port does not.
 *
 * @example
 * const { version } = await store.head(userId);
 * const result = await store.append({ userId, expectedVersion: version, events, snapshot });
 */
export interface MessageStore {
  /** How many partitions the store was created with. */
  readonly partitions: number;

  /** Makes the store ready for use, once or again: creates what is missing, changes nothing that is there.
   * @throws StoreMismatch when it was created with other partitions or another master key */
  prepare(): Promise<void>;

  /** @throws AppendRefused when there are no events, or too many, or one is too large; nothing is stored */
  append(request: AppendRequest): Promise<AppendResult>;

  /** Version, snapshot and key as they stand at one instant: one read, whatever the length of the stream. */
  head(userId: UserId): Promise<StreamHead>;

  /** What `head` answers for each of these users, in their order: thousands of them in few steps. */
  heads(userIds: readonly UserId[]): Promise<readonly StreamHead[]>;

  /**
   * Reads spans of streams, in their order: thousands of them in few steps. A span with an entry that is no event is
   * answered with the error, which names the user and the version, and the others as usual. The caller keeps the number of
   * events within what fits into memory.
   */
  readSpans(spans: readonly StreamSpan[]): Promise<readonly (StreamPart | UnreadableEvent)[]>;

  /**
   * The events of one stream with versions above `after` (0 for all) in order, read page by page; with `until`,
   * in milliseconds since 1970-01-01T00:00:00Z, only those up to that instant, inclusive. Events below the
   * version at which the stream was truncated are not among them.
   * @throws UnreadableEvent naming the user and the version, for an entry that is no event
   */
  read(userId: UserId, after: number, until?: number): AsyncIterable<StoredEvent>;

  /** The key of a user, encrypted with the master key; null when there is none, empty once it was destroyed. */
  keyOf(userId: UserId): Promise<Uint8Array | null>;

  /** Whom an e-mail address belongs to, or is to belong to, by its claim key; null for nobody. */
  ownerOf(claimKey: string): Promise<UserId | null>;

  /** How an e-mail address is claimed; null when it is not. */
  claimOf(claimKey: string): Promise<AddressClaim | null>;

  /**
   * Puts one claim in the place of another in one step, if that is what stands there; null for none. A claim that is changed
   * need not be of the partition of its user. Answers whether `next` stands there now, so that the same call can be made again.
   */
  changeClaim(claimKey: string, present: AddressClaim | null, next: AddressClaim | null): Promise<boolean>;

  /** The users of a partition, each once, in no order. Who comes or goes meanwhile may be among them or not. */
  users(partition: number): AsyncIterable<UserId>;

  /**
   * Removes the events of a stream below a version, once they are kept elsewhere. Does nothing when they are
   * gone already.
   * @throws TruncationRefused when it would take the last event, or one that the snapshot does not hold or, where
   * the events themselves are the feed, that a group of readers has not applied yet; nothing is removed
   */
  truncate(userId: UserId, below: number): Promise<void>;

  /** Answers when the server does. @throws Unavailable */
  ping(): Promise<void>;
}
