import { DomainError } from '../../domain/domain-error.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { HashRefreshToken, NewRefreshToken } from '../../ports/refresh-token.ts';
import type { SessionStore } from '../../ports/session-store.ts';
import type { Clock } from '../environment.ts';
import type { LoadUser } from '../load-user.ts';
import type { SignedIn } from '../sessions.ts';

/**
 * Trades a refresh token for new tokens of the same session. The old token is used up: of many parallel uses
 * one succeeds.
 * @throws DomainError INVALID_TOKEN
 * @throws Unavailable
 */
export type RefreshSession = (refreshToken: string) => Promise<SignedIn>;

export function makeRefreshSession(deps: {
  readonly store: SessionStore;
  readonly loadUser: LoadUser;
  readonly accessTokens: AccessTokens;
  readonly newRefreshToken: NewRefreshToken;
  readonly hashRefreshToken: HashRefreshToken;
  readonly clock: Clock;
}): RefreshSession {
  return async (refreshToken) => {
    const now = deps.clock();
    const successor = deps.newRefreshToken();
    const session = await deps.store.rotate(deps.hashRefreshToken(refreshToken), successor.hash, now);
    if (session === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    const { user } = await deps.loadUser(session.userId);
    if (user.kind !== 'registered' || user.status !== 'ACTIVE') {
      await deps.store.remove(session.id);
      throw new DomainError({ code: 'INVALID_TOKEN' });
    }
    const { userId, id: sessionId, expiresAt } = session;
    const access = await deps.accessTokens.issue({ userId, sessionId, roles: user.roles }, now);
    const tokens = {
      accessToken: access.token,
      accessTokenExpiresAt: access.expiresAt,
      refreshToken: successor.token,
      refreshTokenExpiresAt: expiresAt,
    };
    return { session, tokens };
  };
}
