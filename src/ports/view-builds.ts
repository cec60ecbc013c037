/** What readers of a view read now. */
export interface CurrentBuild {
  /** The name of the index or table. */
  readonly index: string;
  /** The version of its shape: which fields it has, and how they are searched. */
  readonly shape: number;
  /** The shape that this program makes. While `shape` is lower, what is new in it is not found until a rebuild. */
  readonly latestShape: number;
}

/** A build that is being filled. */
export interface ViewBuild<Document> {
  readonly index: string;
  /** The partitions that `finish` recorded, by this run or by an earlier one that was cut off. */
  readonly finished: readonly number[];
  /**
   * Writes to this build alone, by the same rules as the view.
   * @throws DocumentRefused, Unavailable
   */
  write(documents: readonly Document[]): Promise<void>;
  get(ids: readonly string[]): Promise<readonly (Document | null)[]>;
  /** How many documents it holds, all finished writes among them. */
  count(): Promise<number>;
  /** Records durably that a partition is filled. */
  finish(partition: number): Promise<void>;
  /**
   * Lets readers read this build: one that replaces the current one does so in one step, in which no reader finds less or
   * older than before; what it replaces is removed afterwards.
   * @throws BuildGone, Unavailable
   */
  publish(): Promise<void>;
}

/** A view as of an instant, beside the current one. */
export interface NamedBuild {
  readonly name: string;
  /** In milliseconds since 1970-01-01T00:00:00Z, inclusive. */
  readonly asOf: number;
  readonly index: string;
  /** Whether it can be read. */
  readonly isPublished: boolean;
}

/** A build was removed, or replaced the current one already. */
export class BuildGone extends Error {
  override readonly name = 'BuildGone';
}

/** A name stands for a view as of another instant, or for one that is complete. Nothing was changed. */
export class NameTaken extends Error {
  override readonly name = 'NameTaken';
}

/** A name has 1 to 40 lower-case letters, digits and hyphens, and begins with a letter. */
export const viewNamePattern = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * The builds of one view: the current one, at most one that is to replace it, and any number as of an instant.
 *
 * From the moment at which `begin` resolves, every `write` of the view by any process goes to the new build too, if it began
 * after that moment. So whoever folds every stream after `begin` and writes the documents into the build misses nothing: what
 * was appended before is in the fold, and what comes later is delivered, and written to both, later.
 * Only one process at a time fills a build; the adapter does not see to that.
 * Failures: every method rejects with `Unavailable` when the server cannot be reached or refuses to work.
 */
export interface ViewBuilds<Document, Reader> {
  current(): Promise<CurrentBuild>;
  /** The build that is to replace the current one; null for none. */
  pending(): Promise<Pick<ViewBuild<Document>, 'index' | 'finished'> | null>;
  /** Begins a build in the latest shape beside the current one, or goes on with the pending one if it has that shape. */
  begin(): Promise<ViewBuild<Document>>;
  /** Removes the pending build. Does nothing when there is none. */
  abandon(): Promise<void>;

  /**
   * Begins a build as of an instant, or goes on with an unpublished one of this name and instant.
   * @param asOf in milliseconds since 1970-01-01T00:00:00Z
   * @throws NameTaken
   */
  beginNamed(name: string, asOf: number): Promise<ViewBuild<Document>>;
  /** All of them, by name. */
  named(): Promise<readonly NamedBuild[]>;
  /**
   * Writes to a build as of an instant, published or not, by the same rules as the view: for what has to go from every view. Does
   * nothing when there is none of this name.
   * @throws DocumentRefused
   */
  writeNamed(name: string, documents: readonly Document[]): Promise<void>;
  /** Reads a published build; null when there is none of this name. */
  openNamed(name: string): Promise<Reader | null>;
  /** Removes a build as of an instant, published or not. Answers whether there was one. */
  dropNamed(name: string): Promise<boolean>;
}
