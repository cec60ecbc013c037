import type { UserId } from './message-store.ts';
import type { Page, PageRequest, TimeRange } from './page.ts';
import type { WritableView } from './writable-view.ts';

/** An event as queries see it, without anything secret. Logins are events, with their own part. */
export interface EventDocument {
  /** The event's own id. */
  readonly id: string;
  readonly type: string;
  readonly userId: UserId;
  readonly version: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  readonly actorId: UserId | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  readonly data: Readonly<Record<string, unknown>>;
  /** Given for the events that are attempts to log in. */
  readonly login: LoginDetails | null;
  /** Whether it was made after its user was erased: nothing personal is in it, and where it was there is null. */
  readonly isErased: boolean;
}

export type LoginOutcome = 'SUCCEEDED' | 'FAILED';

export interface LoginDetails {
  readonly outcome: LoginOutcome;
  readonly ipAddress: string | null;
  readonly userAgent: string | null;
}

/** Every condition that is given must hold. */
export interface EventFilter {
  readonly types?: readonly string[];
  readonly time?: TimeRange;
  readonly userId?: UserId;
  /** Only attempts to log in: of this outcome, or of any. */
  readonly login?: LoginOutcome | 'ANY';
}

/**
 * The read model `events`: one document an event, newest first (by time, then user id, then version, all
 * descending; the cursor is `[at, userId, version]`).
 *
 * Events never change, so writes are idempotent by id. What is personal goes once their user is erased: a document that is
 * erased takes the place of one that is not, and never the other way round, in whichever order they are written.
 */
export interface EventView extends WritableView<EventDocument> {
  search(filter: EventFilter, page: PageRequest): Promise<Page<EventDocument>>;
  /** The logins of each interval that has any, in the order of time. */
  loginStatistics(query: LoginStatisticsQuery): Promise<readonly LoginBucket[]>;
}

/** What can be asked of a view of events that does not change. */
export type EventViewReader = Pick<EventView, 'get' | 'search' | 'loginStatistics'>;

/** Intervals of the calendar in UTC; a week begins on Monday (ISO 8601). */
export type StatisticsInterval = 'MINUTE' | 'HOUR' | 'DAY' | 'WEEK' | 'MONTH';

export interface LoginStatisticsQuery {
  readonly time: TimeRange;
  readonly interval: StatisticsInterval;
  /** Only logins to this account. */
  readonly userId?: UserId;
}

/** Attempts to log in within one interval. */
export interface LoginBucket {
  /** When the interval begins, in milliseconds since 1970-01-01T00:00:00Z. */
  readonly start: number;
  readonly succeeded: number;
  readonly failed: number;
  /** To how many different accounts. On Elasticsearch this is exact up to 40,000, and close to it above. */
  readonly users: number;
}
