import { commandIdsOf, newCommandIds, newSeed } from '../adapters/crypto/command-ids.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import { makeAccountOf } from '../application/account-of.ts';
import type { Administrators } from '../application/administrators.ts';
import type { Application } from '../application/application.ts';
import { makeCommandHistory } from '../application/command-history.ts';
import { makeChangeDisplayName } from '../application/commands/change-display-name.ts';
import { makeHashNewPassword } from '../application/commands/hash-new-password.ts';
import { makeLogIn } from '../application/commands/log-in.ts';
import type { Clock, Delay, MonotonicClock } from '../application/environment.ts';
import type { GuessLimits } from '../application/guess-limits.ts';
import { makeHandleCommand } from '../application/handle-command.ts';
import { makeHandleRemembered } from '../application/handle-remembered.ts';
import { makeIdempotently } from '../application/idempotency.ts';
import type { LoadUser } from '../application/load-user.ts';
import type { Log } from '../application/log.ts';
import { makeAnswerFloor, makeRefusalFloor } from '../application/refusal-floor.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { MessageStore } from '../ports/message-store.ts';
import { composeAccount } from './compose-account.ts';
import { composeEmail } from './compose-email.ts';
import type { Passwords } from './compose-passwords.ts';
import { composeRefreshSession, composeSupersedeSessions, type SessionParts } from './compose-sessions.ts';
import type { Config } from './config.ts';
import { refusalQuantumOf } from './password-settings.ts';
import type { Stores } from './stores.ts';

const clock: Clock = Date.now;
const monotonicClock: MonotonicClock = () => performance.now();

/** Builds the use cases that change something. */
export function composeCommands(
  config: Config,
  deps: {
    readonly stores: Pick<Stores, 'feeds' | 'sessions' | 'idempotency'>;
    readonly store: MessageStore;
    readonly loadUser: LoadUser;
    readonly accessTokens: AccessTokens;
    readonly secrets: Secrets;
    readonly passwords: Pick<Passwords, 'hasher' | 'estimate'>;
    readonly sessionParts: SessionParts;
    readonly administrators: Administrators;
    readonly guessLimits: Pick<GuessLimits, 'mail' | 'forgive'>;
    readonly log: Log;
    readonly delay: Delay;
  },
): Pick<Application, 'idempotently' | 'logIn' | 'refreshSession' | 'changeDisplayName'> &
  ReturnType<typeof composeAccount> &
  ReturnType<typeof composeEmail> {
  const { store, loadUser, secrets, delay } = deps;
  const { feeds, idempotency } = deps.stores;
  const { sessions } = deps.sessionParts;
  const { hasher, estimate } = deps.passwords;
  const accountOf = makeAccountOf({ store, loadUser, claimKeyOf: secrets.claimKey });
  const history = makeCommandHistory({ store, feeds, loadUser });
  const handleCommand = makeHandleCommand({ store, loadUser, history, userKeys: secrets.userKeys, clock });
  const hashNewPassword = makeHashNewPassword({ hasher, estimate });
  const floor = { monotonicClock, delay, quantum: refusalQuantumOf(config) };
  return {
    idempotently: makeIdempotently({
      store: idempotency,
      secretsOf: secrets.requestSecrets,
      commandIdsOf,
      newSeed,
      newCommandIds,
      clock,
    }),
    ...composeEmail(config, {
      ...deps,
      ...deps.sessionParts,
      handleCommand,
      history,
      hashNewPassword,
      accountOf,
      withAnswerFloor: makeAnswerFloor(floor),
    }),
    logIn: makeLogIn({
      accountOf,
      handleCommand,
      history,
      hasher,
      sessions,
      supersedeSessions: composeSupersedeSessions(config, { ...deps, ...deps.sessionParts, handleCommand }),
      needsVerifiedEmail: config.EMAIL_VERIFICATION === 'required',
      withRefusalFloor: makeRefusalFloor(floor),
      clock,
    }),
    changeDisplayName: makeChangeDisplayName({
      handleCommand: makeHandleRemembered({ handleCommand, loadUser }),
      clock,
    }),
    ...composeAccount({ ...deps, handleCommand, history, hasher, hashNewPassword }),
    refreshSession: composeRefreshSession(config, { ...deps, ...deps.sessionParts, handleCommand }),
  };
}
