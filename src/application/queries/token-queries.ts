import { DomainError } from '../../domain/domain-error.ts';
import type { VerifiedToken } from '../../ports/access-tokens.ts';
import type { RefreshTokens } from '../../ports/refresh-tokens.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import type { Authenticate } from '../authenticate.ts';
import type { Clock } from '../environment.ts';

/** A token that can be used now. */
export type UsableToken =
  | { readonly kind: 'access'; readonly token: VerifiedToken }
  | { readonly kind: 'refresh'; readonly session: Session };

/** What can be told about tokens. @throws Unavailable when it cannot be told now */
export interface TokenQueries {
  /** The token, if it can be used: its session goes on, and it is not expired, used or replaced. */
  inspect(text: string): Promise<UsableToken | null>;
  /** Whether the session that a refresh token was issued for goes on: its client may refresh. */
  mayRefresh(refreshToken: string): Promise<boolean>;
}

export function makeTokenQueries(deps: {
  readonly authenticate: Authenticate;
  readonly refreshTokens: Pick<RefreshTokens, 'parse'>;
  readonly sessions: Pick<SessionStore, 'find' | 'findByRefreshToken'>;
  readonly clock: Clock;
}): TokenQueries {
  return {
    async inspect(text) {
      const refresh = deps.refreshTokens.parse(text);
      if (refresh === null) return inspectAccess(text);
      const session = await deps.sessions.findByRefreshToken(refresh, deps.clock());
      return session === null ? null : { kind: 'refresh', session };
    },
    async mayRefresh(text) {
      const refresh = deps.refreshTokens.parse(text);
      return refresh !== null && (await deps.sessions.find(refresh.sessionId, deps.clock())) !== null;
    },
  };

  async function inspectAccess(text: string): Promise<UsableToken | null> {
    try {
      return { kind: 'access', token: await deps.authenticate(text) };
    } catch (error) {
      if (error instanceof DomainError) return null;
      throw error;
    }
  }
}
