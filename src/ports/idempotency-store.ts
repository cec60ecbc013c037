/** What is remembered of a request that may come again. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface IdempotencyRecord {
  /** What was sealed when the request came first: opaque here. */
  readonly sealed: string;
  readonly begunAt: number;
  /** The sealed reply; null until there is one. */
  readonly reply: string | null;
}

/**
 * Remembers requests by their idempotency keys, until they expire. Of two that come at the same time both get
 * the same record, and the first reply stands.
 * Failures: every method rejects with `Unavailable`.
 */
export interface IdempotencyStore {
  /** Creates what is missing. */
  prepare(): Promise<void>;

  /** Records a request, unless one of this name is remembered; answers with the record that stands. */
  begin(request: {
    readonly name: string;
    readonly sealed: string;
    readonly now: number;
    readonly expiresAt: number;
  }): Promise<IdempotencyRecord>;

  /**
   * Records the reply of a request, unless it has one; answers with the one that stands. Without a record, such as
   * after its expiry, it stores nothing and answers with the given one.
   */
  complete(name: string, reply: string, now: number): Promise<string>;

  /** Answers when the server does. @throws Unavailable */
  ping(): Promise<void>;
}
