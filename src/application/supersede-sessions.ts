import { DomainError } from '../domain/domain-error.ts';
import type { NewCommandIds } from '../ports/command-ids.ts';
import { Unavailable } from '../ports/errors.ts';
import type { Session, SessionStore } from '../ports/session-store.ts';
import { type RevokeSessions, revokedAtOnce } from './end-sessions.ts';
import type { Clock } from './environment.ts';
import type { RequestInfo } from './request-info.ts';

/**
 * Ends as many sessions of a user as there are beyond the most that may be open, those that were used least recently, and none
 * that was used later than this one. Does what it can: the next login makes up for what is missing.
 */
export type SupersedeSessions = (begun: Session, request: RequestInfo) => Promise<void>;

export function makeSupersedeSessions(deps: {
  readonly sessions: Pick<SessionStore, 'list'>;
  readonly revokeSessions: RevokeSessions;
  readonly newCommandIds: NewCommandIds;
  readonly clock: Clock;
  /** How many sessions a user may have at once. */
  readonly limit: number;
}): SupersedeSessions {
  return async (begun, request) => {
    try {
      const live = await deps.sessions.list(begun.userId, deps.clock());
      await end(begun, surplusOf(live, begun), request);
    } catch (error) {
      // The login stands, and whoever logged in is not to pay for it.
      if (!(error instanceof Unavailable || error instanceof DomainError)) throw error;
    }
  };

  function surplusOf(live: readonly Session[], begun: Session): readonly string[] {
    const ids = live.toSorted(leastRecentlyUsedFirst).map(({ id }) => id);
    const surplus = ids.slice(0, Math.max(ids.length - deps.limit, 0));
    // Of those that begin at the same time the last one stays.
    return surplus.includes(begun.id) ? surplus.slice(0, surplus.indexOf(begun.id)) : surplus;
  }

  async function end({ userId }: Session, ids: readonly string[], request: RequestInfo): Promise<void> {
    for (let start = 0; start < ids.length; start += revokedAtOnce) {
      const sessionIds = ids.slice(start, start + revokedAtOnce);
      const info = { ...request, ids: deps.newCommandIds(), repetition: { kind: 'once' } } as const;
      await deps.revokeSessions(userId, { sessionIds, reason: 'SUPERSEDED' }, info);
    }
  }
}

function leastRecentlyUsedFirst(a: Session, b: Session): number {
  return a.lastUsedAt - b.lastUsedAt || a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1);
}
