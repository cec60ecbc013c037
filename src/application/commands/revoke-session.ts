import { DomainError } from '../../domain/domain-error.ts';
import type { SessionStore } from '../../ports/session-store.ts';
import type { RevokeSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import type { CommandInfo } from '../request-info.ts';
import { maySee, requireViewer, type Viewer } from '../viewer.ts';
import type { SessionEnded } from './log-out.ts';

/**
 * Ends a session: one's own, or anybody's for an administrator. Of a session of somebody else nobody is told whether it is there.
 * @throws AccessDenied when nobody is signed in
 * @throws DomainError NOT_FOUND for a session that is not there, or not to be known of; CONFLICT when others kept changing the
 * account
 * @throws Unavailable; then it may be ended, or not yet
 */
export type RevokeSession = (
  viewer: Viewer | null,
  sessionId: string,
  info: CommandInfo,
) => Promise<SessionEnded>;

export function makeRevokeSession(deps: {
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly revokeSessions: RevokeSessions;
  readonly clock: Clock;
}): RevokeSession {
  return async (viewer, sessionId, info) => {
    const asking = requireViewer(viewer);
    const session = await deps.sessions.find(sessionId, deps.clock());
    if (session === null || !maySee(asking, session.userId)) throw new DomainError({ code: 'NOT_FOUND' });
    const revoked = { sessionIds: [sessionId], reason: 'REVOKED' } as const;
    const { position } = await deps.revokeSessions(session.userId, revoked, info);
    return { session, position };
  };
}
