import { DomainError } from '../../domain/domain-error.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { RefreshTokens } from '../../ports/refresh-tokens.ts';
import type { Session, SessionStore, Trade } from '../../ports/session-store.ts';
import type { EndSessions } from '../end-sessions.ts';
import type { Clock } from '../environment.ts';
import type { HandleCommand } from '../handle-command.ts';
import type { LoadUser } from '../load-user.ts';
import type { Log } from '../log.ts';
import type { CommandInfo } from '../request-info.ts';
import { createSessionOwners, type OwnedSession } from '../session-owners.ts';
import { type SignedIn, toSignedIn } from '../sessions.ts';

/**
 * Trades a refresh token for new tokens of the same session, which goes on for as long as it lasts without being used.
 * A failure uses nothing up: the token can be tried again. So it can within the grace after it was traded, as long as its
 * successor was not: whoever does is given the same successor, as are many who trade it at once. So is the same command
 * when it is sent again later.
 *
 * A token that was used up before may be a thief's, or its owner's after a thief: the session ends, and the log says
 * why. The session of a user who is no longer active ends too.
 * @throws DomainError INVALID_TOKEN
 * @throws Unavailable
 */
export type RefreshSession = (refreshToken: string, command: CommandInfo) => Promise<SignedIn>;

export function makeRefreshSession(deps: {
  readonly store: Pick<SessionStore, 'find' | 'trade'>;
  readonly endSessions: Pick<EndSessions, 'named'>;
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly accessTokens: Pick<AccessTokens, 'issue'>;
  readonly refreshTokens: Pick<RefreshTokens, 'parse' | 'successorOf'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a session lasts without being refreshed, in milliseconds. */
  readonly idleLifetime: number;
  /** For how long a token that was traded is answered again, in milliseconds. */
  readonly grace: number;
}): RefreshSession {
  const owners = createSessionOwners(deps.store);

  return async (refreshToken, command) => {
    const presented = deps.refreshTokens.parse(refreshToken);
    if (presented === null) throw invalidToken();
    const now = deps.clock();
    const found = await owners.find(presented.sessionId, now);
    if (found === null) throw invalidToken();
    const { id: sessionId, userId, endsAt } = found;
    const roles = await rolesOfActive(found);
    const expiresAt = Math.min(now + deps.idleLifetime, endsAt);
    const access = await deps.accessTokens.issue({ userId, sessionId, roles }, now, expiresAt);
    // Last, because it uses the token up: nothing that can fail comes after it.
    const successor = deps.refreshTokens.successorOf(presented);
    const grace = graceFor(command, now);
    const session = await trade({ presented, successor, now, expiresAt, grace }, command);
    return toSignedIn(session, access, successor);
  };

  async function trade(asked: Trade, command: CommandInfo): Promise<Session> {
    const traded = await deps.store.trade(asked);
    if (traded.kind === 'rotated' || traded.kind === 'repeated') return traded.session;
    owners.forget(asked.presented.sessionId);
    if (traded.kind === 'reused') await endReused(traded.session, command);
    throw invalidToken();
  }

  async function rolesOfActive({ id, userId }: OwnedSession): Promise<readonly string[]> {
    const { user } = await deps.loadUser(userId);
    if (user.kind === 'registered' && user.status === 'ACTIVE') return user.roles;
    await deps.endSessions.named([id]);
    throw invalidToken();
  }

  /** Who sends the same command again may have traded the token itself, at any time since it began. */
  function graceFor({ repetition }: CommandInfo, now: number): number {
    return repetition.kind === 'again' ? Math.max(deps.grace, now - repetition.begunAt) : deps.grace;
  }

  async function endReused({ id, userId }: Session, info: CommandInfo): Promise<void> {
    const reason = 'REFRESH_TOKEN_REUSED';
    const command = { type: 'RevokeSessions', now: deps.clock(), sessionIds: [id], reason } as const;
    const [ended, recorded] = await Promise.allSettled([
      deps.endSessions.named([id]),
      deps.handleCommand({ userId, command, info }),
    ]);
    if (recorded.status === 'rejected') {
      deps.log.error(
        { err: recorded.reason, sessionId: id, userId },
        'A reuse of a refresh token is not in the log',
      );
    }
    // Once it is in the log, the session ends all the same; if it is not, the next use of the token is tried again.
    if (ended.status === 'rejected') throw ended.reason;
  }
}

function invalidToken(): DomainError {
  return new DomainError({ code: 'INVALID_TOKEN' });
}
