import type { SigningAlgorithm } from '../../ports/key-ring.ts';

/** The tables, the same in both dialects. Texts are JSON where the name says so; instants are milliseconds. */
export interface Tables {
  events: EventsTable;
  streams: StreamsTable;
  user_keys: UserKeysTable;
  claims: ClaimsTable;
  partitions: PartitionsTable;
  store_identity: StoreIdentityTable;
  feed_groups: FeedGroupsTable;
  feed_members: FeedMembersTable;
  parked_users: ParkedUsersTable;
  idempotency_records: IdempotencyRecordsTable;
  sessions: SessionsTable;
  signing_keys: SigningKeysTable;
  administrators: AdministratorsTable;
  view_users: ViewUsersTable;
  view_events: ViewEventsTable;
  views: ViewsTable;
  view_builds: ViewBuildsTable;
}

/** The log. It is the feed as well: events that were appended together share their offset. */
export interface EventsTable {
  user_id: string;
  version: number;
  event_id: string;
  type: string;
  schema: number;
  at: number;
  data_json: string;
  actor_id: string | null;
  correlation_id: string;
  causation_id: string | null;
  command_id: string;
  partition: number;
  offset: number;
  sealed: Uint8Array | null;
  trace: string | null;
}

/** What there is once for each user, with the snapshot of the state after the last event. */
export interface StreamsTable {
  user_id: string;
  partition: number;
  /** That of the last event. */
  version: number;
  /** Null until something is appended to a stream that is older than sealed snapshots. */
  snapshot_schema: number | null;
  snapshot_sealed: Uint8Array | null;
  /** The last few commands, the latest last. */
  commands_json: string;
}

export interface UserKeysTable {
  user_id: string;
  sealed: Uint8Array;
}

export interface ClaimsTable {
  key: string;
  user_id: string;
  /** A version of the user's stream; null for a claim that came with the registration. */
  given_at: number | null;
}

/** An append locks its partition's row first, so that the offsets of a partition become visible in order. */
export interface PartitionsTable {
  partition: number;
  last_offset: number;
  /** The highest offset of which an event was removed: who reads on from before it would miss that one. */
  trimmed_offset: number;
}

/** One row: what the store was created with. */
export interface StoreIdentityTable {
  id: number;
  partitions: number;
  key_fingerprint: string;
}

export interface FeedGroupsTable {
  group: string;
  partition: number;
  owner: string;
  expires_at: number;
  fence: number;
  /** The offset up to which the group has acknowledged the partition. */
  applied: number;
  /** 1 once the group was given something to read, 0 while a lease serves another purpose. */
  known: number;
}

export interface FeedMembersTable {
  group: string;
  owner: string;
  expires_at: number;
}

export interface ParkedUsersTable {
  group: string;
  partition: number;
  user_id: string;
  version: number;
  attempts: number;
  error: string;
  at: number;
  /** 1 once somebody asked for another attempt. */
  retry_asked: number;
}

export interface IdempotencyRecordsTable {
  name: string;
  sealed: string;
  begun_at: number;
  reply: string | null;
  expires_at: number;
}

export interface SessionsTable {
  id: string;
  /** 1 for one that was ended: of that, nothing but the id is kept until it expires. */
  ended: number;
  user_id: string;
  generation: number;
  token_hash: string;
  created_at: number;
  last_used_at: number;
  expires_at: number;
  ends_at: number;
  ip_address: string | null;
  user_agent: string | null;
}

export interface SigningKeysTable {
  /** 1, 2, 3 …: its uniqueness lets one of many win who add a key behind the same one. */
  generation: number;
  id: string;
  algorithm: SigningAlgorithm;
  sealed: string;
  created_at: number;
  active_from: number;
}

export interface AdministratorsTable {
  user_id: string;
  /** The version of the user's stream of which this is known. */
  version: number;
  /** 0 for one who is none any more, or is about to be none. */
  is_one: number;
}

/** Whole documents, beside the columns by which they are found and ordered. */
export interface ViewUsersTable {
  id: string;
  version: number;
  /** Empty once erased. */
  email: string;
  email_verified: number;
  status: string;
  roles_json: string;
  registered_at: number;
  /** 0 for never. */
  last_login_at: number;
  login_count: number;
  /** The distinct words of the address and the name, with a space between. */
  words: string;
  document_json: string;
}

export interface ViewEventsTable {
  id: string;
  type: string;
  user_id: string;
  version: number;
  at: number;
  login_outcome: string | null;
  /** 1 for a document that was made after its user was erased. */
  erased: number;
  document_json: string;
}

/** A row for each view, which every write of the view shares, and which who begins or publishes a build has alone. */
export interface ViewsTable {
  view: string;
  /** The name under which the tables that readers read were built. */
  build: string;
  shape: number;
  /** How many builds there ever were, so that none gets the name of another. */
  builds: number;
  /** The table of the build that is to replace the current one. */
  pending: string | null;
  pending_shape: number | null;
}

/** Tables beside those that readers read. What is neither pending nor has a name is to be removed. */
export interface ViewBuildsTable {
  table_name: string;
  view: string;
  /** The partitions that are filled, as JSON. */
  finished_json: string;
  /** The name of a view as of an instant; null for others. */
  name: string | null;
  as_of: number | null;
  shape: number;
  /** 1 once a view as of an instant can be read. */
  published: number;
}
