import { DomainError } from '../../domain/domain-error.ts';
import type { AccessTokens, IssuedToken } from '../../ports/access-tokens.ts';
import type { HashRefreshToken, RefreshToken } from '../../ports/refresh-token.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import type { Clock } from '../environment.ts';
import type { LoadUser } from '../load-user.ts';
import type { CommandInfo } from '../request-info.ts';
import { type SignedIn, toSignedIn } from '../sessions.ts';

/**
 * Trades a refresh token for new tokens of the same session. The old token is used up by success alone, or when
 * the account is no longer active, which ends the session: after a failure of a store it can be tried again. Of
 * many parallel uses one succeeds, and with it those of the same command: they get the same successor.
 * @throws DomainError INVALID_TOKEN
 * @throws Unavailable
 */
export type RefreshSession = (refreshToken: string, command: CommandInfo) => Promise<SignedIn>;

export function makeRefreshSession(deps: {
  readonly store: Pick<SessionStore, 'findByRefreshToken' | 'rotate' | 'remove'>;
  readonly loadUser: LoadUser;
  readonly accessTokens: Pick<AccessTokens, 'issue'>;
  readonly hashRefreshToken: HashRefreshToken;
  readonly clock: Clock;
}): RefreshSession {
  return async (refreshToken, { ids }) => {
    const now = deps.clock();
    const hash = deps.hashRefreshToken(refreshToken);
    const successor = ids.refreshToken();
    const found = await deps.store.findByRefreshToken(hash, now);
    if (found === null) return alreadyTraded(successor, now);
    const access = await issueAccess(found, now);
    // Last, because it uses the token up: nothing that can fail comes after it.
    const session = await deps.store.rotate(hash, successor.hash, now);
    return session === null ? alreadyTraded(successor, now) : toSignedIn(session, access, successor);
  };

  /** This very command may have traded the token before, and its answer have got lost. */
  async function alreadyTraded(successor: RefreshToken, now: number): Promise<SignedIn> {
    const session = await deps.store.findByRefreshToken(successor.hash, now);
    if (session === null) throw new DomainError({ code: 'INVALID_TOKEN' });
    return toSignedIn(session, await issueAccess(session, now), successor);
  }

  async function issueAccess(session: Session, now: number): Promise<IssuedToken> {
    const roles = await rolesOfActive(session);
    return deps.accessTokens.issue({ userId: session.userId, sessionId: session.id, roles }, now);
  }

  async function rolesOfActive({ id, userId }: Session): Promise<readonly string[]> {
    const { user } = await deps.loadUser(userId);
    if (user.kind === 'registered' && user.status === 'ACTIVE') return user.roles;
    await deps.store.remove(id);
    throw new DomainError({ code: 'INVALID_TOKEN' });
  }
}
