import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newId } from '../../../src/adapters/crypto/new-id.ts';
import { type HandleCommand, makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeLoadUser, makeLoadUserAsOf } from '../../../src/application/load-user.ts';
import type { LogIn } from '../../../src/domain/user/user-commands.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { someRegistration, someRequest } from '../../support/controls/requests.ts';
import { someClient } from '../../support/controls/user-events.ts';
import { openEmbedded } from '../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let store: MessageStore;
let handleCommand: HandleCommand;
let userId: string;
let registeredAt: number;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
  const { user } = await embedded.app.registerUser(someRegistration, someRequest);
  ({ id: userId, registeredAt } = user);
  handleCommand = makeHandleCommand({ store, loadUser: makeLoadUser(store), newId });
});

afterEach(() => embedded.close());

async function logInAt(now: number): Promise<void> {
  const { user } = await makeLoadUser(store)(userId);
  if (user.kind === 'unknown') throw new Error('The user is registered.');
  const provenHash = user.passwordHash;
  const command: LogIn = { type: 'LogIn', now, provenHash, sessionId: newId(), client: someClient };
  await handleCommand({ userId, command, request: someRequest });
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
    const loadUser = makeLoadUser(store);
    const stale = await loadUser(userId);
    await logInAt(registeredAt + 70);
    const command: LogIn = {
      type: 'LogIn',
      now: registeredAt + 30,
      provenHash: null,
      sessionId: '',
      client: someClient,
    };

    await handleCommand({ userId, command, request: someRequest, known: stale });
    await logInAt(registeredAt + 60);

    expect(await timesSinceRegistration()).toEqual([0, 70, 70, 70]);
  });

  it('leave no event out of the user as of a time', async () => {
    for (const later of [50, 20, 90]) await logInAt(registeredAt + later);
    const asOf = makeLoadUserAsOf(store);

    const before = await asOf(userId, registeredAt + 49);
    const between = await asOf(userId, registeredAt + 50);
    expect(before).toMatchObject({ version: 1, user: { loginCount: 0, lastLoginAt: null } });
    expect(between).toMatchObject({ version: 3, user: { loginCount: 2, lastLoginAt: registeredAt + 50 } });
    expect(await asOf(userId, registeredAt + 90)).toEqual(await makeLoadUser(store)(userId));
  });
});
