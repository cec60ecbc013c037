import type { AccessTokens, VerifiedToken } from '../../ports/access-tokens.ts';
import type { RefreshTokens } from '../../ports/refresh-tokens.ts';
import type { Session, SessionStore } from '../../ports/session-store.ts';
import type { Authenticate } from '../authenticate.ts';
import type { Clock } from '../environment.ts';
import { nullIfRefused } from '../null-if-refused.ts';

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
  /** Whether somebody was given it, whatever became of its session: a guess is none. */
  wasIssued(text: string): Promise<boolean>;
}

export function makeTokenQueries(deps: {
  readonly authenticate: Authenticate;
  readonly accessTokens: Pick<AccessTokens, 'verify'>;
  readonly refreshTokens: Pick<RefreshTokens, 'parse'>;
  readonly sessions: Pick<SessionStore, 'find' | 'findByRefreshToken'>;
  readonly clock: Clock;
}): TokenQueries {
  return {
    async inspect(text) {
      const refresh = deps.refreshTokens.parse(text);
      if (refresh === null) {
        const token = await nullIfRefused(deps.authenticate(text));
        return token === null ? null : { kind: 'access', token };
      }
      const session = await deps.sessions.findByRefreshToken(refresh, deps.clock());
      return session === null ? null : { kind: 'refresh', session };
    },
    async mayRefresh(text) {
      const refresh = deps.refreshTokens.parse(text);
      return refresh !== null && (await deps.sessions.find(refresh.sessionId, deps.clock())) !== null;
    },
    async wasIssued(text) {
      if (deps.refreshTokens.parse(text) !== null) return true;
      return (await nullIfRefused(deps.accessTokens.verify(text))) !== null;
    },
  };
}
