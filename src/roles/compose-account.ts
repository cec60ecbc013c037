import { newCommandIds } from '../adapters/crypto/command-ids.ts';
import type { Secrets } from '../adapters/crypto/secrets.ts';
import type { Administrators } from '../application/administrators.ts';
import type { Application } from '../application/application.ts';
import { makeReleaseClaim } from '../application/claims/release-claim.ts';
import type { CommandHistory } from '../application/command-history.ts';
import { makeActivateUser } from '../application/commands/activate-user.ts';
import { makeChangePassword } from '../application/commands/change-password.ts';
import { makeDeactivateUser } from '../application/commands/deactivate-user.ts';
import { makeEndSessionOf } from '../application/commands/end-session-of.ts';
import { makeEraseUser } from '../application/commands/erase-user.ts';
import { makeGrantRole } from '../application/commands/grant-role.ts';
import type { HashNewPassword } from '../application/commands/hash-new-password.ts';
import { makeLogOut } from '../application/commands/log-out.ts';
import { makeRevokeOtherSessions } from '../application/commands/revoke-other-sessions.ts';
import { makeRevokeRole } from '../application/commands/revoke-role.ts';
import { makeRevokeSession } from '../application/commands/revoke-session.ts';
import { makeRevokeSessions } from '../application/end-sessions.ts';
import type { Clock } from '../application/environment.ts';
import type { HandleCommand } from '../application/handle-command.ts';
import type { LoadUser } from '../application/load-user.ts';
import type { AccessTokens } from '../ports/access-tokens.ts';
import type { MessageStore } from '../ports/message-store.ts';
import type { PasswordHasher } from '../ports/password-hasher.ts';
import type { SessionParts } from './compose-sessions.ts';
import type { Stores } from './stores.ts';

const clock: Clock = Date.now;

type AccountUseCases = Pick<
  Application,
  | 'logOut'
  | 'revokeSession'
  | 'revokeOtherSessions'
  | 'endSessionOf'
  | 'changePassword'
  | 'deactivateUser'
  | 'activateUser'
  | 'eraseUser'
  | 'grantRole'
  | 'revokeRole'
>;

/** Builds the use cases that end sessions, and those that decide who can sign in. */
export function composeAccount(deps: {
  readonly stores: Pick<Stores, 'sessions'>;
  readonly store: Pick<MessageStore, 'claimOf' | 'changeClaim'>;
  readonly loadUser: LoadUser;
  readonly handleCommand: HandleCommand;
  readonly history: CommandHistory;
  readonly accessTokens: AccessTokens;
  readonly secrets: Pick<Secrets, 'refreshTokens' | 'claimKey'>;
  readonly hasher: PasswordHasher;
  readonly hashNewPassword: HashNewPassword;
  readonly sessionParts: Pick<SessionParts, 'endSessions'>;
  readonly administrators: Administrators;
}): AccountUseCases {
  const { loadUser, handleCommand, history, accessTokens, hasher, hashNewPassword, administrators } = deps;
  const { sessions } = deps.stores;
  const { endSessions } = deps.sessionParts;
  const { refreshTokens, claimKey: claimKeyOf } = deps.secrets;
  const revokeSessions = makeRevokeSessions({ handleCommand, endSessions, clock });
  const ending = { sessions, revokeSessions, clock };
  return {
    logOut: makeLogOut(ending),
    revokeSession: makeRevokeSession(ending),
    revokeOtherSessions: makeRevokeOtherSessions(ending),
    endSessionOf: makeEndSessionOf({ ...ending, refreshTokens, accessTokens, newCommandIds }),
    changePassword: makeChangePassword({
      loadUser,
      handleCommand,
      history,
      hasher,
      hashNewPassword,
      endSessions,
      clock,
    }),
    deactivateUser: makeDeactivateUser({ loadUser, handleCommand, administrators, endSessions, clock }),
    activateUser: makeActivateUser({ handleCommand, administrators, clock }),
    eraseUser: makeEraseUser({
      handleCommand,
      administrators,
      endSessions,
      releaseClaim: makeReleaseClaim({ store: deps.store, loadUser, claimKeyOf }),
      claimKeyOf,
      clock,
    }),
    grantRole: makeGrantRole({ handleCommand, administrators, clock }),
    revokeRole: makeRevokeRole({ handleCommand, administrators, endSessions, clock }),
  };
}
