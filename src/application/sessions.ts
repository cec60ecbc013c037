import type { AccessTokens, IssuedToken } from '../ports/access-tokens.ts';
import type { UserId } from '../ports/message-store.ts';
import type { RefreshToken, RefreshTokens } from '../ports/refresh-tokens.ts';
import type { Session, SessionStore } from '../ports/session-store.ts';
import type { EndSessions } from './end-sessions.ts';
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

/** A session that a command began. */
export interface BegunSession {
  readonly signedIn: SignedIn;
  /** Whether the user may have more sessions by now than may be open at once. */
  readonly isSurplus: boolean;
}

/** Begins sessions, and takes back one whose login did not come to be. */
export interface Sessions {
  /**
   * Issues tokens and stores the session. When the same command stored it before, that one stands; null when it
   * is over since, or its tokens were used. @throws Unavailable
   */
  begin(request: SessionRequest): Promise<BegunSession | null>;
  /** Issues the tokens of the session that the same command began, again; null as with `begin`. @throws Unavailable */
  resume(request: SessionRequest): Promise<SignedIn | null>;
  /** Ends a session whose tokens nobody was given. Never rejects. */
  abandon(sessionId: string): Promise<void>;
}

export function makeSessions(deps: {
  readonly store: Pick<SessionStore, 'create' | 'findByRefreshToken'>;
  readonly endSessions: Pick<EndSessions, 'named'>;
  readonly accessTokens: Pick<AccessTokens, 'issue'>;
  readonly refreshTokens: Pick<RefreshTokens, 'first'>;
  readonly clock: Clock;
  /** How long a session lasts at the most, in milliseconds. */
  readonly lifetime: number;
  /** How long it lasts without being refreshed, in milliseconds. */
  readonly idleLifetime: number;
  /** How many sessions a user may have at once. */
  readonly limit: number;
}): Sessions {
  const sessions: Sessions = {
    async begin(request) {
      const { client, repetition } = request.command;
      const now = deps.clock();
      const refresh = firstOf(request.command);
      const session = {
        id: refresh.sessionId,
        userId: request.userId,
        createdAt: now,
        lastUsedAt: now,
        expiresAt: now + Math.min(deps.idleLifetime, deps.lifetime),
        endsAt: now + deps.lifetime,
        ...client,
      };
      const access = await issue(session, request.roles, now);
      const isSurplus = (await deps.store.create(session, refresh)) > deps.limit;
      const made = toSignedIn(session, access, refresh);
      const signedIn = repetition.kind === 'once' ? made : await sessions.resume(request);
      return signedIn === null ? null : { signedIn, isSurplus };
    },
    async resume({ roles, command }) {
      const now = deps.clock();
      const refresh = firstOf(command);
      const session = await deps.store.findByRefreshToken(refresh, now);
      return session === null ? null : toSignedIn(session, await issue(session, roles, now), refresh);
    },
    async abandon(sessionId) {
      // Nobody holds its tokens, and it expires by itself: a failure to end it does no harm.
      await deps.endSessions.named([sessionId]).catch(() => undefined);
    },
  };
  return sessions;

  function firstOf({ ids }: CommandInfo): RefreshToken {
    return deps.refreshTokens.first(ids.idFor('session'), ids.refreshSecret());
  }

  function issue(
    { id, userId, expiresAt }: Session,
    roles: readonly string[],
    now: number,
  ): Promise<IssuedToken> {
    return deps.accessTokens.issue({ userId, sessionId: id, roles }, now, expiresAt);
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
