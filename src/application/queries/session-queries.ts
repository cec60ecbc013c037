import type { UserId } from '../../ports/message-store.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import type { Clock } from '../environment.ts';
import { AccessDenied } from '../errors.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';

/** Live sessions: one's own, or anybody's for an administrator. @throws AccessDenied, Unavailable */
export interface SessionQueries {
  /** The youngest first. */
  list(viewer: Viewer | null, userId: UserId): Promise<readonly Session[]>;
  find(viewer: Viewer | null, sessionId: string): Promise<Session | null>;
}

export function makeSessionQueries(deps: {
  readonly store: Pick<SessionStore, 'list' | 'find'>;
  readonly clock: Clock;
}): SessionQueries {
  return {
    async list(viewer, userId) {
      requireViewer(viewer);
      if (!maySee(viewer, userId)) throw new AccessDenied('FORBIDDEN');
      return deps.store.list(userId, deps.clock());
    },
    async find(viewer, sessionId) {
      requireViewer(viewer);
      const session = await deps.store.find(sessionId, deps.clock());
      if (session !== null && !maySee(viewer, session.userId)) throw new AccessDenied('FORBIDDEN');
      return session;
    },
  };
}
