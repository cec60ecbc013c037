import { makeAccountOf } from '../../src/application/account-of.ts';
import { makeCommandHistory } from '../../src/application/command-history.ts';
import { type LogIn, makeLogIn } from '../../src/application/commands/log-in.ts';
import { makeHandleCommand } from '../../src/application/handle-command.ts';
import { makeLoadUser } from '../../src/application/load-user.ts';
import type { MessageStore } from '../../src/ports/message-store.ts';
import type { PasswordHasher } from '../../src/ports/password-hasher.ts';
import { composeSessions } from '../../src/roles/compose-sessions.ts';
import { parseConfig } from '../../src/roles/config.ts';
import type { Embedded } from './embedded.ts';

/** The use case on what is really used, but for these, and without a floor under its refusals. */
export function logInWith(
  embedded: Embedded,
  {
    append = embedded.stores.messageStore.append,
    hasher = embedded.passwords.hasher,
  }: { readonly append?: MessageStore['append']; readonly hasher?: PasswordHasher },
): LogIn {
  const { stores, secrets, accessTokens } = embedded;
  const { messageStore: store, feeds } = stores;
  const { claimKey: claimKeyOf, userKeys } = secrets;
  const loadUser = makeLoadUser({ store, userKeys });
  const history = makeCommandHistory({ store, feeds, loadUser });
  const clock = Date.now;
  return makeLogIn({
    accountOf: makeAccountOf({ store, claimKeyOf, loadUser }),
    handleCommand: makeHandleCommand({ store: { append }, loadUser, history, userKeys, clock }),
    history,
    hasher,
    sessions: composeSessions(parseConfig({}), { stores, store, accessTokens, secrets }).sessions,
    supersedeSessions: async () => undefined,
    needsVerifiedEmail: false,
    withRefusalFloor: (attempt) => attempt(),
    clock,
  });
}

/** The hasher, and what was asked of it. */
export function counted(hasher: PasswordHasher) {
  const asked: string[] = [];
  const counting: PasswordHasher = {
    ...hasher,
    hash(password) {
      asked.push('hash');
      return hasher.hash(password);
    },
    verify(hash, password) {
      asked.push('verify');
      return hasher.verify(hash, password);
    },
  };
  return { hasher: counting, asked };
}
