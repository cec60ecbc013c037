import type { FeedEntry } from '../../ports/feeds.ts';

/**
 * Brings one view up to date with the log. Applying an entry again, or an older one later, changes nothing
 * that is newer.
 */
export interface Projection {
  /** The name of the view, and of the group that reads the feeds for it. */
  readonly name: string;
  /** Resolves once all of it is durable in the view. @throws Unavailable, UnreadableEvent */
  apply(entries: readonly FeedEntry[]): Promise<void>;
}
