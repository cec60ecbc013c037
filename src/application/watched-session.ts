import { Unavailable } from '../ports/errors.ts';
import type { Delay } from './environment.ts';
import type { LiveSessions } from './live-sessions.ts';
import { createNoLongerThan } from './no-longer-than.ts';

/** The session of somebody who is told things for as long as it goes on. */
export interface WatchedSession {
  readonly sessionId: string;
  /**
   * Whether there may be told more. Waits while that cannot be known; false once the session is over or nobody listens any
   * more.
   */
  goesOn(): Promise<boolean>;
  /** Whether it was found to be over. */
  isOver(): boolean;
  /** Tells that it is over. */
  end(): void;
}

interface Deps {
  readonly liveSessions: Pick<LiveSessions, 'isLive'>;
  readonly delay: Delay;
}

/** In milliseconds. What is known of a session is half a second old at the most: together they stay below a second. */
const checkEvery = 250;

/** @param listener who is told, and listens no more once it has ended */
export function createWatchedSession(
  { liveSessions, delay }: Deps,
  sessionId: string,
  listener: { end(): void; isEnded(): boolean; readonly ended: Promise<void> },
): WatchedSession {
  let over = false;
  const whileListening = createNoLongerThan(listener.ended);

  const session: WatchedSession = {
    sessionId,
    async goesOn() {
      while (!listener.isEnded()) {
        const isLive = await whileListening(askLive(liveSessions, sessionId));
        if (isLive === false) session.end();
        else if (isLive === true) return !listener.isEnded();
        else await whileListening(delay(checkEvery));
      }
      return false;
    },
    isOver: () => over,
    end() {
      over = true;
      listener.end();
    },
  };
  return session;
}

/** Ends what belongs to sessions that are over, also of those who are told nothing for long, until the signal aborts. */
export async function watchSessions(
  { liveSessions, delay }: Deps,
  sessions: () => Iterable<WatchedSession>,
  signal: AbortSignal,
): Promise<void> {
  const aborted = new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  const untilAborted = createNoLongerThan(aborted);
  while (!signal.aborted) {
    // A server that does not answer must not hold up the end of the process.
    await untilAborted(endThoseOver(liveSessions, [...sessions()]));
    await delay(checkEvery, signal);
  }
}

/** Asks for all at once, which is one question to the store. */
async function endThoseOver(liveSessions: Deps['liveSessions'], sessions: readonly WatchedSession[]) {
  await Promise.all(
    sessions.map(async (session) => {
      if ((await askLive(liveSessions, session.sessionId)) === false) session.end();
    }),
  );
}

/** Null when it cannot be told now: the next check asks again, and until then nobody is told anything. */
async function askLive({ isLive }: Deps['liveSessions'], sessionId: string): Promise<boolean | null> {
  try {
    return await isLive(sessionId);
  } catch (error) {
    if (error instanceof Unavailable) return null;
    throw error;
  }
}
