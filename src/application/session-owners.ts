import { LRUCache } from 'lru-cache';
import type { Session, SessionStore } from '../ports/session-store.ts';

/** What never changes about a session. */
export type OwnedSession = Pick<Session, 'id' | 'userId' | 'endsAt'>;

/** Whose sessions are, asked of the store once. Whether a session goes on is not told by it. */
export interface SessionOwners {
  /** Null for a session that is not there. @throws Unavailable */
  find(sessionId: string, now: number): Promise<OwnedSession | null>;
  /** Forgets a session that is over. */
  forget(sessionId: string): void;
}

/** Some megabytes at the most. */
const mostSessions = 20_000;

export function createSessionOwners(store: Pick<SessionStore, 'find'>): SessionOwners {
  const known = new LRUCache<string, OwnedSession>({ max: mostSessions });
  return {
    async find(sessionId, now) {
      const found = known.get(sessionId) ?? (await ask(sessionId, now));
      return found === null || found.endsAt <= now ? null : found;
    },
    forget: (sessionId) => void known.delete(sessionId),
  };

  async function ask(sessionId: string, now: number): Promise<OwnedSession | null> {
    const session = await store.find(sessionId, now);
    if (session === null) return null;
    const { id, userId, endsAt } = session;
    const owned = { id, userId, endsAt };
    known.set(sessionId, owned);
    return owned;
  }
}
