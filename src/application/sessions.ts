import type { AccessTokens, IssuedToken } from '../ports/access-tokens.ts';
import type { UserId } from '../ports/message-store.ts';
import type { RefreshToken } from '../ports/refresh-token.ts';
import type { Session, SessionStore } from '../ports/session-store.ts';
import type { Clock } from './environment.ts';
import type { CommandInfo } from './request-info.ts';

/** What a client holds to act for a user. Times are in milliseconds since 1970-01-01T00:00:00Z. */
export interface Tokens {
  readonly accessToken: string;
  readonly accessTokenExpiresAt: number;
  readonly refreshToken: string;
  readonly refreshTokenExpiresAt: number;
}

/** A session, and the tokens that act in it. */
export interface SignedIn {
  readonly session: Session;
  readonly tokens: Tokens;
}

/** Whose session a command begins, and what its bearer may do. */
export interface SessionRequest {
  readonly userId: UserId;
  readonly roles: readonly string[];
  readonly command: CommandInfo;
}

/** Begins sessions, and takes back one whose login did not come to be. */
export interface Sessions {
  /**
   * Issues tokens and stores the session. When the same command stored it before, that one stands; null when it
   * is over since, or its tokens were used. @throws Unavailable
   */
  begin(request: SessionRequest): Promise<SignedIn | null>;
  /** Issues the tokens of the session that the same command began, again; null as with `begin`. @throws Unavailable */
  resume(request: SessionRequest): Promise<SignedIn | null>;
  /** Removes a session whose tokens nobody was given. Never rejects. */
  abandon(sessionId: string): Promise<void>;
}

export function makeSessions(deps: {
  readonly store: Pick<SessionStore, 'create' | 'findByRefreshToken' | 'remove'>;
  readonly accessTokens: Pick<AccessTokens, 'issue'>;
  readonly clock: Clock;
  /** How long a session lasts at the most, in milliseconds. */
  readonly lifetime: number;
}): Sessions {
  const sessions: Sessions = {
    async begin(request) {
      const { ids, client, repetition } = request.command;
      const now = deps.clock();
      const session = {
        id: ids.idFor('session'),
        userId: request.userId,
        createdAt: now,
        lastUsedAt: now,
        expiresAt: now + deps.lifetime,
        ...client,
      };
      const access = await issue(session, request.roles, now);
      const refresh = ids.refreshToken();
      await deps.store.create(session, refresh.hash);
      return repetition.kind === 'once' ? toSignedIn(session, access, refresh) : sessions.resume(request);
    },
    async resume({ roles, command }) {
      const now = deps.clock();
      const refresh = command.ids.refreshToken();
      const session = await deps.store.findByRefreshToken(refresh.hash, now);
      return session === null ? null : toSignedIn(session, await issue(session, roles, now), refresh);
    },
    async abandon(sessionId) {
      // Nobody holds its tokens, and it expires by itself: a failure to remove it does no harm.
      await deps.store.remove(sessionId).catch(() => undefined);
    },
  };
  return sessions;

  function issue({ id, userId }: Session, roles: readonly string[], now: number): Promise<IssuedToken> {
    return deps.accessTokens.issue({ userId, sessionId: id, roles }, now);
  }
}

/** A session with the tokens that were made for it. */
export function toSignedIn(session: Session, access: IssuedToken, refresh: RefreshToken): SignedIn {
  const tokens = {
    accessToken: access.token,
    accessTokenExpiresAt: access.expiresAt,
    refreshToken: refresh.token,
    refreshTokenExpiresAt: session.expiresAt,
  };
  return { session, tokens };
}
