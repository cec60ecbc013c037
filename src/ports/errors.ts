/** The services that the gateway relies on, as their failures name them. */
export type Service =
  | 'message store'
  | 'views'
  | 'sessions'
  | 'key ring'
  | 'idempotency records'
  | 'attempt counters'
  | 'archive'
  | 'administrators'
  | 'mail';

/** A service cannot be reached, or cannot work now. The same call may succeed later. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
  readonly service: Service;

  constructor(service: Service, cause: unknown) {
    super(`The ${service} cannot be reached or cannot work now.`, { cause });
    this.service = service;
  }
}

/** What a store is created with, and keeps. */
export interface StoreIdentity {
  readonly partitions: number;
  /** Tells one master key from another, and nothing about it. */
  readonly keyFingerprint: string;
}

/** The store was created with settings that contradict the present ones. Nothing was changed. */
export class StoreMismatch extends Error {
  override readonly name = 'StoreMismatch';
}

/** What is sealed in the store cannot be opened with the present master key. */
export function otherMasterKey(cause?: unknown): StoreMismatch {
  return new StoreMismatch(
    'The store was created with another master key: set MASTER_KEY to that one, or put its file master.key ' +
      'back into DATA_DIR. Nothing that is sealed in the store can be read with this one.',
    { cause },
  );
}

/** @throws StoreMismatch that says what to set */
export function assertSameStore(created: StoreIdentity, present: StoreIdentity): void {
  if (created.partitions !== present.partitions) {
    throw new StoreMismatch(
      `The store was created with ${created.partitions} partitions and keeps them: set PARTITIONS to ` +
        `${created.partitions} instead of ${present.partitions}.`,
    );
  }
  if (created.keyFingerprint !== present.keyFingerprint) {
    throw otherMasterKey();
  }
}

/** A lease ended, and another owner may have the partition by now: stop working on it. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
}

/** An append breaks a rule that no retry changes: nothing was stored. */
export class AppendRefused extends Error {
  override readonly name = 'AppendRefused';
}

/** Events cannot be removed from a stream: nothing was. */
export class TruncationRefused extends Error {
  override readonly name = 'TruncationRefused';
}

/** Entries behind an offset were trimmed from the feed: who reads from there would miss them. */
export class FeedTrimmed extends Error {
  override readonly name = 'FeedTrimmed';
}

/** An entry of the log that this build cannot read: of an unknown type, not of its type's shape, or missing. */
export class UnreadableEvent extends Error {
  override readonly name = 'UnreadableEvent';
}

/**
 * A view cannot hold some documents, however often they are written. All others of the same write are stored.
 */
export class DocumentRefused extends Error {
  override readonly name = 'DocumentRefused';
  readonly ids: readonly string[];

  /** @param reason in words that hold nothing of the documents */
  constructor(ids: readonly string[], reason: string) {
    super(`The view refuses documents: ${reason}.`);
    this.ids = ids;
  }
}

/** The archive is not as it was written, or contradicts the streams: its message says where, and what to do. */
export class ArchiveDamaged extends Error {
  override readonly name = 'ArchiveDamaged';
}
