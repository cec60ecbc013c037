import { DomainError } from '../../domain/domain-error.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { HashRefreshToken, NewRefreshToken } from '../../ports/refresh-token.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import type { Clock } from '../environment.ts';
import type { LoadUser } from '../load-user.ts';
import { type SignedIn, toSignedIn } from '../sessions.ts';

/**
 * Trades a refresh token for new tokens of the same session. The old token is used up by success alone, or when
 * the account is no longer active, which ends the session: after a failure of a store it can be tried again. Of
 * many parallel uses one succeeds.
 * @throws DomainError INVALID_TOKEN
 * @throws Unavailable
 */
export type RefreshSession = (refreshToken: string) => Promise<SignedIn>;

export function makeRefreshSession(deps: {
  readonly store: Pick<SessionStore, 'findByRefreshToken' | 'rotate' | 'remove'>;
  readonly loadUser: LoadUser;
  readonly accessTokens: Pick<AccessTokens, 'issue'>;
  readonly newRefreshToken: NewRefreshToken;
  readonly hashRefreshToken: HashRefreshToken;
  readonly clock: Clock;
}): RefreshSession {
  return async (refreshToken) => {
    const now = deps.clock();
    const hash = deps.hashRefreshToken(refreshToken);
    const found = await deps.store.findByRefreshToken(hash, now);
    if (found === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    const roles = await rolesOfActive(found);
    const access = await deps.accessTokens.issue({ userId: found.userId, sessionId: found.id, roles }, now);
    const successor = deps.newRefreshToken();
    // Last, because it uses the token up: nothing that can fail comes after it.
    const session = await deps.store.rotate(hash, successor.hash, now);
    if (session === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    return toSignedIn(session, access, successor);
  };

  async function rolesOfActive({ id, userId }: Session): Promise<readonly string[]> {
    const { user } = await deps.loadUser(userId);
    if (user.kind === 'registered' && user.status === 'ACTIVE') return user.roles;
    await deps.store.remove(id);
    throw new DomainError({ code: 'INVALID_TOKEN' });
  }
}
