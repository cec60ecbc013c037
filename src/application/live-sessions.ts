import { LRUCache } from 'lru-cache';
import { Unavailable } from '../ports/errors.ts';
import type { SessionStore } from '../ports/session-store.ts';
import type { Clock, MonotonicClock } from './environment.ts';
import { createTurnBatches } from './turn-batches.ts';

/** Which sessions go on, as this process knows. */
export interface LiveSessions {
  /**
   * Whether a session goes on. What is answered was so at most a second ago, whichever process ended the session.
   * @throws Unavailable
   */
  isLive(sessionId: string): Promise<boolean>;
  /** Tells that this process ended a session: from now on it is not live. */
  forget(sessionId: string): void;
}

/** In milliseconds, from before the store was asked. */
const remembered = 500;
const longestAnswer = 1_000;
const attempts = 3;
/** Some megabytes at the most. */
const mostSessions = 20_000;

/** What the store said of a session. */
interface Answer {
  readonly isLive: boolean;
  /** On the monotonic clock: it was so then, or later. */
  readonly askedAt: number;
}

/** Asks the store for all that is wanted to be known in one turn of the event loop at once. */
export function createLiveSessions(deps: {
  readonly store: Pick<SessionStore, 'areLive'>;
  readonly clock: Clock;
  readonly monotonicClock: MonotonicClock;
}): LiveSessions {
  const answers = new LRUCache<string, Answer>({ max: mostSessions });
  // No session comes back.
  const ended = new LRUCache<string, true>({ max: mostSessions });
  const ask = createTurnBatches(async (ids: readonly string[]) => {
    const askedAt = deps.monotonicClock();
    const live = await deps.store.areLive(ids, deps.clock());
    return ids.map((_, index): Answer => ({ isLive: live[index] === true, askedAt }));
  });
  const age = ({ askedAt }: Answer) => deps.monotonicClock() - askedAt;

  return {
    async isLive(sessionId) {
      if (ended.has(sessionId)) return false;
      const known = answers.get(sessionId);
      if (known !== undefined && age(known) <= remembered) return known.isLive;
      const answer = await askUntilFresh(sessionId);
      answers.set(sessionId, answer);
      return answer.isLive && !ended.has(sessionId);
    },
    forget(sessionId) {
      ended.set(sessionId, true);
    },
  };

  async function askUntilFresh(sessionId: string): Promise<Answer> {
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const answer = await ask(sessionId);
      if (age(answer) <= longestAnswer) return answer;
    }
    throw new Unavailable(
      'sessions',
      new Error(`It takes longer than ${longestAnswer} ms to look a session up.`),
    );
  }
}
