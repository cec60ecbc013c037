import type { EventDocument } from '../ports/event-view.ts';
import type { FeedEntry, Feeds, FeedVector } from '../ports/feeds.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { beginning } from '../ports/position.ts';
import type { Delay } from './environment.ts';
import type { Log } from './log.ts';
import type { LoginNotice, PlacedLogin } from './login-notice.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import { readEntry } from './projections/read-entry.ts';
import { toEventDocument } from './projections/to-event-document.ts';
import { createSubscription } from './subscription.ts';

export interface LoginFeed {
  /**
   * Attempts to log in from now on, by whichever process. With `after`, everything behind that place comes
   * first; nothing is skipped or repeated. Ends when the iterator is returned.
   * @throws Unavailable
   */
  subscribe(
    after: FeedVector | null,
    matches: (login: EventDocument) => boolean,
  ): Promise<AsyncIterableIterator<LoginNotice>>;
  /** Reads the feeds for all subscribers of this process, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

const pageSize = 500;
const longestQueue = 1_000;
const pauseAfterFailure = 1_000;

interface Deps {
  readonly feeds: Pick<Feeds, 'heads' | 'read' | 'tail' | 'partitions'>;
  readonly store: Pick<MessageStore, 'read'>;
  readonly delay: Delay;
  readonly log: Log;
}

export function createLoginFeed(deps: Deps): LoginFeed {
  const mailboxes = new Set<Mailbox<PlacedLogin>>();
  return {
    async subscribe(after, matches) {
      const from = after ?? (await deps.feeds.heads());
      const mailbox = createMailbox<PlacedLogin>(longestQueue);
      // Whatever was appended since `from`, and before this mailbox was there to be told.
      mailbox.miss();
      mailboxes.add(mailbox);
      return createSubscription({
        mailbox,
        from,
        matches,
        catchUp: (seen) => catchUp(deps, seen),
        onReturn: () => mailboxes.delete(mailbox),
      });
    },
    async run(signal) {
      for (let failed = false; !signal.aborted; ) failed = await follow(deps, { mailboxes, signal, failed });
      for (const mailbox of mailboxes) mailbox.end();
    },
  };
}

interface Following {
  readonly mailboxes: ReadonlySet<Mailbox<PlacedLogin>>;
  readonly signal: AbortSignal;
  /** Whether the attempt before this one failed, which was told then. */
  readonly failed: boolean;
}

/** Follows the feeds until it fails or the signal aborts; answers whether it failed. */
async function follow(deps: Deps, { mailboxes, signal, failed }: Following): Promise<boolean> {
  try {
    const heads = await deps.feeds.heads();
    if (failed) deps.log.info({}, 'The feeds are followed again');
    // What came while nobody followed is read from the feeds.
    for (const mailbox of mailboxes) mailbox.miss();
    for await (const entries of deps.feeds.tail(heads, signal)) {
      const logins = mailboxes.size === 0 ? [] : await readLogins(deps, entries);
      for (const mailbox of mailboxes) mailbox.push(logins);
    }
    return false;
  } catch (error) {
    if (!failed) deps.log.warn({ err: error }, 'The feeds cannot be followed now; trying again');
    await deps.delay(pauseAfterFailure, signal);
    return true;
  }
}

async function* catchUp(deps: Deps, from: FeedVector): AsyncIterable<PlacedLogin> {
  for (let partition = 0; partition < deps.feeds.partitions; partition += 1) {
    let offset = from[partition] ?? beginning;
    for (;;) {
      const entries = await deps.feeds.read(partition, offset, pageSize);
      yield* await readLogins(deps, entries);
      const last = entries.at(-1);
      if (last === undefined) break;
      offset = last.offset;
    }
  }
}

async function readLogins({ store }: Deps, entries: readonly FeedEntry[]): Promise<readonly PlacedLogin[]> {
  const found = await Promise.all(
    entries.map(async (entry) => {
      const documents = (await readEntry(store, entry)).map(toEventDocument);
      const { partition, offset } = entry;
      return documents
        .filter((document) => document.login !== null)
        .map((login) => ({ partition, offset, login }));
    }),
  );
  return found.flat();
}
