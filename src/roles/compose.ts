import { setTimeout as sleep } from 'node:timers/promises';
import { newCommandIds } from '../adapters/crypto/command-ids.ts';
import { newId } from '../adapters/crypto/new-id.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import { createAdministrators } from '../application/administrators.ts';
import type { Application } from '../application/application.ts';
import {
  type EnsureAdministrator,
  makeEnsureAdministrator,
} from '../application/commands/ensure-administrator.ts';
import type { Clock, Delay, NewId } from '../application/environment.ts';
import type { GuessObserver } from '../application/guess-limits.ts';
import type { MaintainKeys } from '../application/keys/maintain-keys.ts';
import type { Log } from '../application/log.ts';
import { createLoginFeed, type LoginFeed } from '../application/login-feed.ts';
import { createEventsProjection } from '../application/projections/events-projection.ts';
import type { Projection } from '../application/projections/projection.ts';
import { createSessionEndings } from '../application/projections/session-endings.ts';
import { createUsersProjection } from '../application/projections/users-projection.ts';
import type { ListProjections } from '../application/queries/list-projections.ts';
import { makeTokenQueries } from '../application/queries/token-queries.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { CommandIds } from '../ports/command-ids.ts';
import type { Feeds } from '../ports/feeds.ts';
import { composeCommands } from './compose-commands.ts';
import { composeFolds, type LogReading } from './compose-folds.ts';
import { composeKeys } from './compose-keys.ts';
import { composeLimits } from './compose-limits.ts';
import { composePasswords, type Passwords } from './compose-passwords.ts';
import { composeQueries } from './compose-queries.ts';
import { composeSessions, type SessionParts } from './compose-sessions.ts';
import type { Config } from './config.ts';
import type { Stores } from './stores.ts';

/** Everything that a process does its work with. */
export interface Runtime {
  readonly app: Application;
  readonly accessTokens: AccessTokens;
  readonly maintainKeys: MaintainKeys;
  readonly passwords: Passwords;
  readonly feeds: Feeds;
  readonly loginFeed: LoginFeed;
  readonly projections: readonly Projection[];
  readonly listProjections: ListProjections;
  readonly ensureAdministrator: EnsureAdministrator;
  readonly newId: NewId;
  /** Those of a command that nobody sends again. */
  readonly newCommandIds: () => CommandIds;
}

const clock: Clock = Date.now;

/** Waits on the real clock. */
export const delay: Delay = async (milliseconds, signal) => {
  // An abort ends the wait early, which is all that it is for.
  await sleep(milliseconds, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
};

/**
 * Builds the use cases on the adapters.
 * @param deps.passwords made by the settings if left out; either way whoever composes closes them
 */
export function compose(
  config: Config,
  stores: Stores,
  deps: {
    readonly secrets: Secrets;
    readonly log: Log;
    readonly passwords?: Passwords;
    readonly observeGuesses?: GuessObserver;
  },
): Runtime {
  const { feeds } = stores;
  const { userKeys, claimKey: claimKeyOf } = deps.secrets;
  const reading = composeFolds(config, stores, deps.secrets);
  const { store, loadUser, foldUsers } = reading;
  const { accessTokens, maintainKeys } = composeKeys(config, stores, { ...deps, delay });
  const { passwords = composePasswords(config) } = deps;
  const sessionParts = composeSessions(config, { ...deps, stores, store, accessTokens });
  const loginFeed = createLoginFeed({ ...sessionParts, feeds, store, userKeys, delay, log: deps.log });
  const administrators = createAdministrators({ ...stores, register: stores.administrators, loadUser });
  const { listProjections, ...queries } = composeQueries(stores, { store, secrets: deps.secrets, delay });
  const guessLimits = composeLimits(config, { ...deps, stores });
  const writing = { ...deps, ...reading, stores, accessTokens, passwords, sessionParts, guessLimits, delay };
  const app: Application = {
    ...composeCommands(config, { ...writing, administrators }),
    guessLimits,
    authenticate: sessionParts.authenticate,
    tokens: makeTokenQueries({
      authenticate: sessionParts.authenticate,
      accessTokens,
      refreshTokens: deps.secrets.refreshTokens,
      sessions: stores.sessions,
      clock,
    }),
    ...queries,
    loginFeed,
  };
  const ensureAdministrator = makeEnsureAdministrator({ ...app, ...reading, administrators, claimKeyOf });
  return {
    app,
    accessTokens,
    maintainKeys,
    passwords,
    feeds,
    loginFeed,
    projections: composeProjections(stores, { ...sessionParts, store, foldUsers, userKeys }),
    listProjections,
    ensureAdministrator,
    newId,
    newCommandIds,
  };
}

/** What follows the log: the views, and the end of sessions. */
function composeProjections(
  stores: Pick<Stores, 'userView' | 'eventView' | 'userBuilds' | 'eventBuilds'>,
  deps: Pick<LogReading, 'store' | 'foldUsers'> &
    Pick<SessionParts, 'endSessions'> &
    Pick<Secrets, 'userKeys'>,
): readonly Projection[] {
  const { store, foldUsers, userKeys, endSessions } = deps;
  const { userView, eventView, userBuilds, eventBuilds } = stores;
  return [
    createUsersProjection({ view: userView, builds: userBuilds, fold: foldUsers }),
    createEventsProjection({ view: eventView, builds: eventBuilds, store, userKeys }),
    createSessionEndings({ store, endSessions }),
  ];
}
