import type { EventDocument } from '../ports/event-view.ts';
import type { FeedEntry, Feeds, FeedVector } from '../ports/feeds.ts';
import type { UserId } from '../ports/message-store.ts';
import type { Delay } from './environment.ts';
import type { LiveSessions } from './live-sessions.ts';
import type { Log } from './log.ts';
import type { LoginNotice, PlacedLogin } from './login-notice.ts';
import { createLoginReader, type LoginReader } from './login-reader.ts';
import { createMailbox, type Mailbox } from './mailbox.ts';
import type { EventReading } from './projections/read-entry.ts';
import { createSubscription } from './subscription.ts';
import { createWatchedSession, type WatchedSession, watchSessions } from './watched-session.ts';

/** What a subscriber wants to be told of. */
export interface LoginInterest {
  /** Behind which place; from now on for null. As long as the feed has partitions. */
  readonly after: FeedVector | null;
  /** Whose logins: undefined for everybody's. Nobody else's events are read for this subscriber. */
  readonly userId: UserId | undefined;
  /** For as long as this session goes on. */
  readonly sessionId: string;
  /** Which of them. */
  readonly matches: (login: EventDocument) => boolean;
}

export interface LoginFeed {
  /** How many offsets a place in this feed has. */
  readonly partitions: number;
  /**
   * Attempts to log in from now on, by whichever process. With `after`, everything behind that place comes
   * first; nothing is skipped or repeated. Ends when the iterator is returned, soon even amid reading. While the log cannot be
   * read it waits, and reads on.
   * @throws Unavailable when it cannot be told where to begin; by the iterator FeedTrimmed when `after` is from before what the
   * feeds still hold, and AccessDenied within a second after the session ended
   *
   * @example
   * const notices = await loginFeed.subscribe({ after: null, userId, sessionId, matches: () => true });
   */
  subscribe(interest: LoginInterest): Promise<AsyncIterableIterator<LoginNotice>>;
  /** Reads the feeds for all subscribers of this process, until the signal aborts. */
  run(signal: AbortSignal): Promise<void>;
}

const longestQueue = 1_000;
const pauseAfterFailure = 1_000;

interface Deps extends EventReading {
  readonly feeds: Pick<Feeds, 'heads' | 'read' | 'tail' | 'partitions'>;
  readonly liveSessions: Pick<LiveSessions, 'isLive'>;
  readonly delay: Delay;
  readonly log: Log;
}

interface Subscriber {
  readonly userId: UserId | undefined;
  readonly session: WatchedSession;
  readonly mailbox: Mailbox<PlacedLogin>;
}

export function createLoginFeed(deps: Deps): LoginFeed {
  const subscribers = new Set<Subscriber>();
  const reader = createLoginReader(deps);
  return {
    partitions: deps.feeds.partitions,
    async subscribe({ after, userId, sessionId, matches }) {
      const from = after ?? (await deps.feeds.heads());
      const mailbox = createMailbox<PlacedLogin>(longestQueue);
      // Whatever was appended since `from`, and before this mailbox was there to be told.
      mailbox.miss();
      const session = createWatchedSession(deps, sessionId, mailbox);
      const subscriber = { userId, session, mailbox };
      subscribers.add(subscriber);
      return createSubscription({
        mailbox,
        from,
        matches,
        session,
        catchUp: (seen) => reader.behind(seen, { userId, isOver: mailbox.isEnded }),
        delay: deps.delay,
        onEnd: () => subscribers.delete(subscriber),
      });
    },
    async run(signal) {
      const following = { subscribers, reader, signal };
      const endAll = () => {
        for (const { mailbox } of subscribers) mailbox.end();
      };
      // At once: what follows the feeds may still wait for its server.
      signal.addEventListener('abort', endAll, { once: true });
      const watched = watchSessions(deps, () => sessionsOf(subscribers), signal);
      for (let failed = false; !signal.aborted; ) failed = await follow(deps, { ...following, failed });
      await watched;
      // Also those who came after.
      endAll();
    },
  };
}

function sessionsOf(subscribers: ReadonlySet<Subscriber>): readonly WatchedSession[] {
  return Array.from(subscribers, ({ session }) => session);
}

interface Following {
  readonly subscribers: ReadonlySet<Subscriber>;
  readonly reader: LoginReader;
  readonly signal: AbortSignal;
  /** Whether the attempt before this one failed, which was told then. */
  readonly failed: boolean;
}

/** Follows the feeds until it fails or the signal aborts; answers whether it failed. */
async function follow(deps: Deps, { subscribers, reader, signal, failed }: Following): Promise<boolean> {
  try {
    const heads = await deps.feeds.heads();
    if (failed) deps.log.info({}, 'The feeds are followed again');
    // What came while nobody followed is read from the feeds.
    for (const { mailbox } of subscribers) mailbox.miss();
    for await (const entries of deps.feeds.tail(heads, signal)) {
      const logins = await reader.loginsOf(wantedBy(subscribers, entries));
      for (const subscriber of subscribers) deliver(subscriber, logins);
    }
    return false;
  } catch (error) {
    if (!failed) deps.log.warn({ err: error }, 'The feeds cannot be followed now; trying again');
    await deps.delay(pauseAfterFailure, signal);
    return true;
  }
}

/** The entries that anybody may see. Who subscribes only now reads them from the feeds. */
function wantedBy(subscribers: ReadonlySet<Subscriber>, entries: readonly FeedEntry[]): readonly FeedEntry[] {
  const users = new Set(Array.from(subscribers, ({ userId }) => userId));
  return users.has(undefined) ? entries : entries.filter(({ userId }) => users.has(userId));
}

function deliver({ userId, mailbox }: Subscriber, logins: readonly PlacedLogin[]): void {
  mailbox.push(userId === undefined ? logins : logins.filter(({ login }) => login.userId === userId));
}
