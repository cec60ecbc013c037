/**
 * What both views have in common: documents by id, written by an aggregator and read by queries.
 *
 * While a view is being rebuilt (see `ViewBuilds`), every write goes to the new build first and then to the current one, and so
 * does `refresh`: readers never find less in the new one than they found in the old.
 * Visibility: after a write resolves, its documents are found by id; searches find them after `refresh`, or after a second by
 * themselves.
 * Durability: what is written lasts as the log does, but for `write`: its documents may be lost in a loss of power as long as every
 * acknowledgement (`Feeds`) that came after it is lost as well.
 * Failures: rejects with `Unavailable`; a write that failed may have stored some documents, and can be repeated.
 */
export interface WritableView<Document> {
  /** Creates what is missing; repeatable. What stands already is left as it is, also in an older shape. */
  prepare(): Promise<void>;
  /** @throws DocumentRefused */
  write(documents: readonly Document[]): Promise<void>;
  /** The documents of these ids in the order of the ids, null for those that are not there. */
  get(ids: readonly string[]): Promise<readonly (Document | null)[]>;
  /** Every document once, in pages of at most 500, in no order. What comes or goes meanwhile may be among them or not. */
  scan(): AsyncIterable<readonly Document[]>;
  /**
   * Puts documents in the place of what has their ids, also of the same version; a newer version stays, and what is erased gives
   * way to no document of the same version that is not.
   * @throws DocumentRefused
   */
  overwrite(documents: readonly Document[]): Promise<void>;
  /** Removes the documents with these ids. Afterwards a document of any version can be written in their place. */
  remove(ids: readonly string[]): Promise<void>;
  /**
   * Removes from the server's files what was replaced or removed before, in every build of the view, as far as the server can:
   * until then it stands there, although no reader finds it. Takes its time, and holds nobody up for long. Answers whether it is
   * done; false when the server still needs it, or the signal aborted, and it is to be called again some time later.
   */
  expunge(signal: AbortSignal): Promise<boolean>;
  /** Lets every finished write be found by searches. */
  refresh(): Promise<void>;
  ping(): Promise<void>;
}
