import type { UserId } from '../../ports/message-store.ts';
import type { FailedUser } from '../projections/projection.ts';

/** What the log makes of some users. */
export interface Folded<Document> {
  readonly documents: readonly Document[];
  /** Those of whom no more documents can be made. */
  readonly failed: readonly FailedUser[];
}

/**
 * Makes the documents that a view should have of these users: as the log has them now, or as the events up to an instant
 * (inclusive, in milliseconds since 1970-01-01T00:00:00Z) made them. Of users of whom nothing was recorded by then it makes
 * none. Comes in pages of bounded size, in no order. Who cannot be folded is named in `failed`; the others are folded regardless.
 * @throws Unavailable
 *
 * @example for await (const { documents, failed } of fold(userIds)) await build.write(documents);
 */
export type Fold<Document> = (userIds: readonly UserId[], asOf?: number) => AsyncIterable<Folded<Document>>;
