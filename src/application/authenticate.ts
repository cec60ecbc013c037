import { DomainError } from '../domain/domain-error.ts';
import type { AccessTokens, VerifiedToken } from '../ports/access-tokens.ts';
import type { LiveSessions } from './live-sessions.ts';

/**
 * Who bears an access token, as it says, provided that its session goes on.
 * @throws DomainError INVALID_TOKEN
 * @throws Unavailable when that cannot be told: nobody is let in unchecked
 *
 * @example const { userId, roles } = await authenticate(token);
 */
export type Authenticate = (accessToken: string) => Promise<VerifiedToken>;

export function makeAuthenticate(deps: {
  readonly accessTokens: Pick<AccessTokens, 'verify'>;
  readonly liveSessions: Pick<LiveSessions, 'isLive'>;
}): Authenticate {
  return async (accessToken) => {
    const token = await deps.accessTokens.verify(accessToken);
    if (!(await deps.liveSessions.isLive(token.sessionId))) throw new DomainError({ code: 'INVALID_TOKEN' });
    return token;
  };
}
