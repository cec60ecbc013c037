import { Unavailable } from '../ports/errors.ts';
import type { EventDocument } from '../ports/event-view.ts';
import type { FeedVector } from '../ports/feeds.ts';
import { compareOffsets, type Position } from '../ports/position.ts';
import type { Delay } from './environment.ts';
import { AccessDenied } from './errors.ts';
import type { LoginNotice, PlacedLogin } from './login-notice.ts';
import type { Mailbox } from './mailbox.ts';
import { createNoLongerThan } from './no-longer-than.ts';
import type { WatchedSession } from './watched-session.ts';

/** In milliseconds. */
const pauseAfterFailure = 500;

/**
 * One subscriber's view of the feeds: every login that matches, in order, each once. A subscriber that is
 * slower than the feeds keeps no more than its mailbox holds, and reads the rest from the feeds again. It ends with
 * AccessDenied when the session of the subscriber is over, and hands out nothing while that cannot be known. What cannot be read
 * now is waited for.
 */
export function createSubscription(deps: {
  readonly mailbox: Mailbox<PlacedLogin>;
  readonly from: FeedVector;
  readonly matches: (login: EventDocument) => boolean;
  readonly session: Pick<WatchedSession, 'goesOn' | 'isOver'>;
  /** Reads what lies behind a place, until the mailbox has ended. */
  readonly catchUp: (from: FeedVector) => AsyncIterable<PlacedLogin>;
  readonly delay: Delay;
  /** Called when nothing more is taken from the mailbox, perhaps more than once. */
  readonly onEnd: () => void;
}): AsyncIterableIterator<LoginNotice> {
  const { mailbox, matches, catchUp, session } = deps;
  const whileListening = createNoLongerThan(mailbox.ended);
  const notices = follow(deps.from);

  return {
    next: () => notices.next(),
    return() {
      // A generator that waits for mail or reads would answer `return` only after that.
      end();
      return notices.return(undefined);
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };

  function end(): void {
    mailbox.end();
    deps.onEnd();
  }

  async function* follow(from: FeedVector): AsyncGenerator<LoginNotice, undefined> {
    try {
      for await (const notice of matching(from)) {
        if (!(await session.goesOn())) break;
        yield notice;
      }
    } finally {
      end();
    }
    if (session.isOver()) throw new AccessDenied('UNAUTHENTICATED');
    return undefined;
  }

  async function* matching(from: FeedVector): AsyncIterable<LoginNotice> {
    let seen = from;
    for await (const placed of arrivals(() => seen)) {
      if (!isBehind(seen, placed)) continue;
      const { login, ...position } = placed;
      seen = seen.with(position.partition, position.offset);
      if (matches(login)) yield { after: seen, position, login };
    }
  }

  async function* arrivals(seen: () => FeedVector): AsyncIterable<PlacedLogin> {
    for (let mail = await mailbox.take(); mail.kind !== 'end'; mail = await mailbox.take()) {
      yield* mail.kind === 'gap' ? caughtUp(seen) : mail.items;
    }
  }

  /** Each attempt goes on behind what was taken of the one before. */
  async function* caughtUp(seen: () => FeedVector): AsyncIterable<PlacedLogin> {
    while (!mailbox.isEnded()) {
      try {
        return yield* catchUp(seen());
      } catch (error) {
        if (!(error instanceof Unavailable)) throw error;
      }
      await whileListening(deps.delay(pauseAfterFailure));
    }
  }
}

/** Whether a place lies behind a vector, so that it was not seen yet. */
function isBehind(vector: FeedVector, { partition, offset }: Position): boolean {
  return compareOffsets(offset, vector[partition] ?? '0-0') > 0;
}
