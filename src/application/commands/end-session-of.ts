import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { NewCommandIds } from '../../ports/command-ids.ts';
import type { RefreshTokens } from '../../ports/refresh-tokens.ts';
import type { SessionStore } from '../../ports/session-store.ts';
import type { RevokeSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import { nullIfRefused } from '../null-if-refused.ts';
import type { RequestInfo } from '../request-info.ts';

/**
 * Ends the session of a token, of an access token that is valid or of any refresh token that was issued: to hold it is all the
 * proof that is asked for (RFC 7009). Answers whether there was a session to end.
 * @throws DomainError CONFLICT when others kept changing the account
 * @throws Unavailable; then it may be ended, or not yet
 */
export type EndSessionOf = (token: string, request: RequestInfo) => Promise<boolean>;

export function makeEndSessionOf(deps: {
  readonly sessions: Pick<SessionStore, 'find'>;
  readonly refreshTokens: Pick<RefreshTokens, 'parse'>;
  readonly accessTokens: Pick<AccessTokens, 'verify'>;
  readonly revokeSessions: RevokeSessions;
  readonly newCommandIds: NewCommandIds;
  readonly clock: Clock;
}): EndSessionOf {
  return async (token, request) => {
    const sessionId = await sessionOf(token);
    const session = sessionId === null ? null : await deps.sessions.find(sessionId, deps.clock());
    if (session === null) return false;
    const { id, userId } = session;
    await deps.revokeSessions(
      userId,
      { sessionIds: [id], reason: 'LOGGED_OUT' },
      { ...request, actorId: userId, ids: deps.newCommandIds(), repetition: { kind: 'once' } },
    );
    return true;
  };

  async function sessionOf(token: string): Promise<string | null> {
    const refresh = deps.refreshTokens.parse(token);
    if (refresh !== null) return refresh.sessionId;
    const access = await nullIfRefused(deps.accessTokens.verify(token));
    return access?.sessionId ?? null;
  }
}
