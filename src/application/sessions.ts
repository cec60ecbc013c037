import type { ClientInfo } from '../domain/user/user-events.ts';
import type { AccessTokens, IssuedToken } from '../ports/access-tokens.ts';
import type { UserId } from '../ports/message-store.ts';
import type { NewRefreshToken, RefreshToken } from '../ports/refresh-token.ts';
import type { Session, SessionStore } from '../ports/session-store.ts';
import type { Clock, NewId } from './environment.ts';

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

/** Begins sessions, and takes back one whose login did not come to be. */
export interface Sessions {
  /** Issues tokens and stores the session. @throws Unavailable */
  begin(request: {
    readonly userId: UserId;
    readonly roles: readonly string[];
    readonly client: ClientInfo;
  }): Promise<SignedIn>;
  /** Removes a session whose tokens nobody was given. Never rejects. */
  abandon(sessionId: string): Promise<void>;
}

export function makeSessions(deps: {
  readonly store: SessionStore;
  readonly accessTokens: AccessTokens;
  readonly newRefreshToken: NewRefreshToken;
  readonly clock: Clock;
  readonly newId: NewId;
  /** How long a session lasts at the most, in milliseconds. */
  readonly lifetime: number;
}): Sessions {
  return {
    async begin({ userId, roles, client }) {
      const now = deps.clock();
      const expiresAt = now + deps.lifetime;
      const session = { id: deps.newId(), userId, createdAt: now, lastUsedAt: now, expiresAt, ...client };
      const refresh = deps.newRefreshToken();
      const access = await deps.accessTokens.issue({ userId, sessionId: session.id, roles }, now);
      await deps.store.create(session, refresh.hash);
      return toSignedIn(session, access, refresh);
    },
    async abandon(sessionId) {
      // Nobody holds its tokens, and it expires by itself: a failure to remove it does no harm.
      await deps.store.remove(sessionId).catch(() => undefined);
    },
  };
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
