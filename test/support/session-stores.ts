import type { RefreshToken } from '../../src/ports/refresh-tokens.ts';
import type { Session, SessionStore } from '../../src/ports/session-store.ts';
import { newRefreshToken, newSession } from './controls/new-session.ts';
import { closedAfterTest } from './opened.ts';

/** Opens a fresh session store without preparing it. */
export type OpenSessionStore = () => Promise<{ readonly sessions: SessionStore; close(): Promise<void> }>;

/** A session store that is ready, and closed after the test. */
export async function prepared(open: OpenSessionStore): Promise<SessionStore> {
  const { sessions } = await closedAfterTest(open());
  await sessions.prepare();
  return sessions;
}

/** A session store that holds a session, with its first refresh token. */
export async function withSession(
  open: OpenSessionStore,
): Promise<{ readonly sessions: SessionStore; readonly session: Session; readonly first: RefreshToken }> {
  const sessions = await prepared(open);
  const session = newSession();
  const first = newRefreshToken(session);
  await sessions.create(session, first);
  return { sessions, session, first };
}
