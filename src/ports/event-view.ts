import type { UserId } from './message-store.ts';
import type { Page, PageRequest, TimeRange } from './page.ts';

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
 * Events never change, so writes are idempotent by id. After `write` resolves, the documents are durable and
 * found by id; `search` finds them after `refresh`, or after a second by itself.
 * Failures: rejects with `Unavailable`; a failed `write` may have stored some documents, and can be repeated.
 */
export interface EventView {
  /** Creates what is missing; repeatable. */
  prepare(): Promise<void>;
  /** @throws DocumentRefused */
  write(documents: readonly EventDocument[]): Promise<void>;
  get(ids: readonly string[]): Promise<readonly (EventDocument | null)[]>;
  search(filter: EventFilter, page: PageRequest): Promise<Page<EventDocument>>;
  /** Lets every finished write be found by searches. */
  refresh(): Promise<void>;
  ping(): Promise<void>;
}
