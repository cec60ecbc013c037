import type { CommandIds } from '../../ports/command-ids.ts';
import type { Position } from '../../ports/position.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import { type RevokeSessions, revokedAtOnce } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import type { CommandInfo } from '../request-info.ts';
import { requireViewer, type Viewer } from '../viewer.ts';

export interface OtherSessionsEnded {
  /** As they were before, the youngest first. */
  readonly sessions: readonly Session[];
  /** Where the last one stands; without any, where the log ends. */
  readonly position: Position;
}

/**
 * Ends all sessions of the viewer but the one of this request, a hundred by a hundred.
 * @throws AccessDenied when nobody is signed in
 * @throws DomainError CONFLICT when others kept changing the account
 * @throws Unavailable; then some may be ended
 */
export type RevokeOtherSessions = (viewer: Viewer | null, info: CommandInfo) => Promise<OtherSessionsEnded>;

export function makeRevokeOtherSessions(deps: {
  readonly sessions: Pick<SessionStore, 'list'>;
  readonly revokeSessions: RevokeSessions;
  readonly clock: Clock;
}): RevokeOtherSessions {
  return async (viewer, info) => {
    const { userId, sessionId } = requireViewer(viewer);
    const others = (await deps.sessions.list(userId, deps.clock())).filter(({ id }) => id !== sessionId);
    let rest = others.map(({ id }) => id);
    for (let part = 1; ; part += 1) {
      const asked = { sessionIds: rest.slice(0, revokedAtOnce), reason: 'REVOKED' } as const;
      const revoked = await deps.revokeSessions(userId, asked, partOf(info, part));
      // Of a part that was done before it is those that it named then.
      const ended = new Set(revoked.sessionIds);
      rest = rest.filter((id) => !ended.has(id));
      if (rest.length === 0) return { sessions: others, position: revoked.position };
    }
  };
}

/** Each part is a command of its own, and the same one when all of it comes again. */
function partOf(info: CommandInfo, part: number): CommandInfo {
  const { ids } = info;
  const own: CommandIds = {
    commandId: ids.idFor(`part ${part}`),
    idFor: (purpose) => ids.idFor(`part ${part} ${purpose}`),
    refreshSecret: ids.refreshSecret,
  };
  return { ...info, ids: own };
}
