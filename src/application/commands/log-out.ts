import type { Position } from '../../ports/position.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import type { RevokeSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import { AccessDenied } from '../errors.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireViewer, type Viewer } from '../viewer.ts';

/** A session that is over. */
export interface SessionEnded {
  /** As it was before. */
  readonly session: Session;
  readonly position: Position;
}

/**
 * Ends the viewer's session: its tokens are refused everywhere within a second.
 * @throws AccessDenied when nobody is signed in, or not any more
 * @throws DomainError CONFLICT when others kept changing the account
 * @throws Unavailable; then it may be ended, or not yet
 */
export type LogOut = (viewer: Viewer | null, info: CommandInfo) => Promise<SessionEnded>;

export function makeLogOut(deps: {
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly revokeSessions: RevokeSessions;
  readonly clock: Clock;
}): LogOut {
  return async (viewer, info) => {
    const { userId, sessionId } = requireViewer(viewer);
    const session = await deps.sessions.find(sessionId, deps.clock());
    if (session === null) throw new AccessDenied('UNAUTHENTICATED');
    const revoked = { sessionIds: [sessionId], reason: 'LOGGED_OUT' } as const;
    const { position } = await deps.revokeSessions(userId, revoked, info);
    return { session, position };
  };
}
