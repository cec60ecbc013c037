import { newCommandIds } from '../adapters/crypto/command-ids.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import { type Authenticate, makeAuthenticate } from '../application/authenticate.ts';
import { makeRefreshSession, type RefreshSession } from '../application/commands/refresh-session.ts';
import { type EndSessions, makeEndSessions, makeRevokeSessions } from '../application/end-sessions.ts';
import type { Clock, MonotonicClock } from '../application/environment.ts';
import type { HandleCommand } from '../application/handle-command.ts';
import { createLiveSessions, type LiveSessions } from '../application/live-sessions.ts';
import type { LoadUser } from '../application/load-user.ts';
import type { Log } from '../application/log.ts';
import { makeSessions, type Sessions } from '../application/sessions.ts';
import { makeSupersedeSessions, type SupersedeSessions } from '../application/supersede-sessions.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { Config } from './config.ts';
import type { Stores } from './stores.ts';

const clock: Clock = Date.now;
const monotonicClock: MonotonicClock = () => performance.now();

/** What begins sessions, tells whether they go on, and ends them. */
export interface SessionParts {
  readonly sessions: Sessions;
  readonly liveSessions: LiveSessions;
  readonly endSessions: EndSessions;
  readonly authenticate: Authenticate;
}

export function composeSessions(
  config: Config,
  deps: {
    readonly stores: Pick<Stores, 'sessions'>;
    readonly store: MessageStore;
    readonly accessTokens: AccessTokens;
    readonly secrets: Pick<Secrets, 'refreshTokens'>;
  },
): SessionParts {
  const { store, accessTokens } = deps;
  const { refreshTokens } = deps.secrets;
  const liveSessions = createLiveSessions({ store: deps.stores.sessions, clock, monotonicClock });
  const endSessions = makeEndSessions({ sessions: deps.stores.sessions, store, liveSessions, clock });
  const sessions = makeSessions({
    store: deps.stores.sessions,
    endSessions,
    accessTokens,
    refreshTokens,
    clock,
    lifetime: config.SESSION_LIFETIME * 1_000,
    idleLifetime: config.SESSION_IDLE_LIFETIME * 1_000,
    limit: config.SESSIONS_PER_USER,
  });
  return {
    sessions,
    liveSessions,
    endSessions,
    authenticate: makeAuthenticate({ accessTokens, liveSessions }),
  };
}

export function composeSupersedeSessions(
  config: Config,
  deps: {
    readonly stores: Pick<Stores, 'sessions'>;
    readonly endSessions: EndSessions;
    readonly handleCommand: HandleCommand;
  },
): SupersedeSessions {
  return makeSupersedeSessions({
    sessions: deps.stores.sessions,
    revokeSessions: makeRevokeSessions({ ...deps, clock }),
    newCommandIds,
    clock,
    limit: config.SESSIONS_PER_USER,
  });
}

export function composeRefreshSession(
  config: Config,
  deps: {
    readonly stores: Pick<Stores, 'sessions'>;
    readonly endSessions: EndSessions;
    readonly loadUser: LoadUser;
    readonly handleCommand: HandleCommand;
    readonly accessTokens: AccessTokens;
    readonly secrets: Pick<Secrets, 'refreshTokens'>;
    readonly log: Log;
  },
): RefreshSession {
  return makeRefreshSession({
    ...deps,
    store: deps.stores.sessions,
    refreshTokens: deps.secrets.refreshTokens,
    clock,
    idleLifetime: config.SESSION_IDLE_LIFETIME * 1_000,
    grace: config.REFRESH_GRACE * 1_000,
  });
}
