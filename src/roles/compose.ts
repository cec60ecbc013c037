import { setTimeout as sleep } from 'node:timers/promises';
import { newCommandIds } from '../adapters/crypto/command-ids.ts';
import { newId } from '../adapters/crypto/new-id.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import { makeAccountOf } from '../application/account-of.ts';
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
import type { ObserveMail } from '../application/mails/hand-over.ts';
import { makeTokenQueries } from '../application/queries/token-queries.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { CommandIds } from '../ports/command-ids.ts';
import type { Feeds } from '../ports/feeds.ts';
import { composeCommands } from './compose-commands.ts';
import { composeFolds } from './compose-folds.ts';
import { composeKeys } from './compose-keys.ts';
import { composeLimits } from './compose-limits.ts';
import { composePasswords, type Passwords } from './compose-passwords.ts';
import { composeProjections, type ProjectionParts } from './compose-projections.ts';
import { composeQueries, type Statuses } from './compose-queries.ts';
import { composeSessions } from './compose-sessions.ts';
import type { Config } from './config.ts';
import type { Stores } from './stores.ts';

/** Everything that a process does its work with. */
export interface Runtime extends ProjectionParts, Statuses {
  readonly app: Application;
  readonly accessTokens: AccessTokens;
  readonly maintainKeys: MaintainKeys;
  readonly passwords: Passwords;
  readonly feeds: Feeds;
  readonly loginFeed: LoginFeed;
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
    readonly observeMail?: ObserveMail;
  },
): Runtime {
  const { feeds } = stores;
  const { userKeys, claimKey: claimKeyOf } = deps.secrets;
  const reading = composeFolds(config, stores, deps.secrets);
  const { store, loadUser } = reading;
  const { accessTokens, maintainKeys } = composeKeys(config, stores, { ...deps, delay });
  const { passwords = composePasswords(config) } = deps;
  const sessionParts = composeSessions(config, { ...deps, stores, store, accessTokens });
  const loginFeed = createLoginFeed({ ...sessionParts, feeds, store, userKeys, delay, log: deps.log });
  const administrators = createAdministrators({ ...stores, register: stores.administrators, loadUser });
  const { statuses, ...queries } = composeQueries(stores, { ...deps, store, delay });
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
  const ensureAdministrator = makeEnsureAdministrator({
    ...app,
    accountOf: makeAccountOf({ ...reading, claimKeyOf }),
    administrators,
  });
  return {
    app,
    accessTokens,
    maintainKeys,
    passwords,
    feeds,
    loginFeed,
    ...composeProjections(config, stores, { ...deps, ...reading, ...sessionParts, delay }),
    ...statuses,
    ensureAdministrator,
    newId,
    newCommandIds,
  };
}
