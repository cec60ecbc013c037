import type { FeedEntry } from '../../ports/feeds.ts';
import type { Position } from '../../ports/position.ts';

/** Waits for entries. */
export interface FeedReader {
  /** Entries behind these positions, at most `limit` a partition; none when none comes for a second. */
  read(after: readonly Position[], limit: number, milliseconds: number): Promise<readonly FeedEntry[]>;
  isClosed(): boolean;
  /** Lets a read that waits fail at once. */
  close(): void;
}

/** The longest that a read waits, in milliseconds, so that a server that went away is noticed. */
export const longestWait = 1_000;
