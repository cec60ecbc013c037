import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../src/adapters/crypto/new-id.ts';
import { makeCommandHistory } from '../../../src/application/command-history.ts';
import { type HandleCommand, makeHandleCommand } from '../../../src/application/handle-command.ts';
import { type LoadUser, makeLoadUser, makeLoadUserAsOf } from '../../../src/application/load-user.ts';
import type { LogIn } from '../../../src/domain/user/user-commands.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { newCommand, someRegistration } from '../../support/controls/requests.ts';
import { someClient } from '../../support/controls/user-events.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;
let store: MessageStore;
let loadUser: LoadUser;
let handleCommand: HandleCommand;
let userId: string;
let registeredAt: number;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
  const { user } = await embedded.app.registerUser(someRegistration, newCommand());
  ({ id: userId, registeredAt } = user);
  ({ loadUser, handleCommand } = handlingOn(store));
});

afterEach(() => embedded.close());

/** The use case on a message store of one's own. */
function handlingOn(messageStore: MessageStore) {
  const { secrets, stores } = embedded;
  const { userKeys } = secrets;
  const load = makeLoadUser({ store: messageStore, userKeys });
  const history = makeCommandHistory({ store: messageStore, feeds: stores.feeds, loadUser: load });
  const handle = makeHandleCommand({
    store: messageStore,
    loadUser: load,
    history,
    userKeys,
    clock: Date.now,
  });
  return { loadUser: load, history, handleCommand: handle };
}

async function logInAt(now: number): Promise<void> {
  const { user } = await loadUser(userId);
  if (user.kind === 'unknown') throw new Error('The user is registered.');
  const command: LogIn = {
    type: 'LogIn',
    now,
    provenPassword: 1,
    rehashed: null,
    sessionId: newId(),
    client: someClient,
  };
  await handleCommand({ userId, command, info: newCommand() });
}

async function timesSinceRegistration(): Promise<readonly number[]> {
  return (await Array.fromAsync(store.read(userId, 0))).map(({ at }) => at - registeredAt);
}

describe('the times of a user’s events', () => {
  it('never decrease, although the clock goes back', async () => {
    for (const later of [50, 20, -1_000, 51, 0]) await logInAt(registeredAt + later);

    expect(await timesSinceRegistration()).toEqual([0, 50, 50, 50, 51, 51]);
  });

  it('never decrease when others were faster with a later time', async () => {
    const stale = await loadUser(userId);
    await logInAt(registeredAt + 70);
    const refused = { type: 'RefuseLogin', reason: 'WRONG_PASSWORD', client: someClient } as const;
    const command = { ...refused, now: registeredAt + 30 };

    await handleCommand({ userId, command, info: newCommand(), known: stale });
    await logInAt(registeredAt + 60);

    expect(await timesSinceRegistration()).toEqual([0, 70, 70, 70]);
  });

  it('leave no event out of the user as of a time', async () => {
    for (const later of [50, 20, 90]) await logInAt(registeredAt + later);
    const asOf = makeLoadUserAsOf({ store, userKeys: embedded.secrets.userKeys });

    const before = await asOf(userId, registeredAt + 49);
    const between = await asOf(userId, registeredAt + 50);
    expect(before).toMatchObject({ version: 1, user: { loginCount: 0, lastLoginAt: null } });
    expect(between).toMatchObject({ version: 3, user: { loginCount: 2, lastLoginAt: registeredAt + 50 } });
    const { user, version } = await loadUser(userId);
    expect(await asOf(userId, registeredAt + 90)).toEqual({ user, version });
  });
});
