import type { DocumentRefused, UnreadableEvent } from '../../ports/errors.ts';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { MailDeferred } from '../../ports/mailer.ts';
import type { UserId } from '../../ports/message-store.ts';

/** Somebody of whom an entry cannot be applied, however often it is tried at once by this build. */
export interface FailedUser {
  readonly userId: UserId;
  readonly error: UnreadableEvent | DocumentRefused | MailDeferred;
}

/**
 * Brings one view up to date with the log. Applying an entry again, or an older one later, changes nothing
 * that is newer.
 */
export interface Projection {
  /** The name of the view, and of the group that reads the feeds for it. */
  readonly name: string;
  /** Whether it begins at what the feeds still hold, where older entries are gone; otherwise it waits for a rebuild. False if left out. */
  readonly skipsTrimmed?: boolean;
  /**
   * Resolves once all of it is durable in the view, but for entries that cannot be applied and those behind them
   * of the same users. Answers with these users.
   * @throws Unavailable; then some of it may be applied, and it can be tried again
   */
  apply(entries: readonly FeedEntry[]): Promise<readonly FailedUser[]>;
  /**
   * Applies everything of one user again, from the log: what failed, and what came behind it.
   * @throws UnreadableEvent, DocumentRefused, MailDeferred, Unavailable
   */
  reapply(userId: UserId): Promise<void>;
}
