import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCommandHistory } from '../../../src/application/command-history.ts';
import { type HandleCommand, makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeHandleRemembered } from '../../../src/application/handle-remembered.ts';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import type { CommandInfo } from '../../../src/application/request-info.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { newCommand, someRegistration } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded();
  userId = (await embedded.app.registerUser(someRegistration, newCommand())).user.id;
});

afterEach(() => embedded.close());

/** A gateway that remembers users, and how often it read one. */
function openGateway() {
  const { stores, secrets } = embedded;
  let reads = 0;
  const store: MessageStore = {
    ...stores.messageStore,
    head(id) {
      reads += 1;
      return stores.messageStore.head(id);
    },
  };
  const parts = { store, feeds: stores.feeds, userKeys: secrets.userKeys };
  const loadUser = makeLoadUser(parts);
  const history = makeCommandHistory({ ...parts, loadUser });
  const handleCommand = makeHandleCommand({ ...parts, loadUser, history, clock: Date.now });
  const handleRemembered = makeHandleRemembered({ handleCommand, loadUser });
  return { rename: renaming(handleRemembered), reads: () => reads };
}

function renaming(handleCommand: HandleCommand) {
  return (displayName: string, info: CommandInfo = newCommand()) =>
    handleCommand({ userId, info, command: { type: 'ChangeDisplayName', now: Date.now(), displayName } });
}

async function namesInLog(): Promise<readonly unknown[]> {
  const { userKeys } = embedded.secrets;
  const { messageStore: store } = embedded.stores;
  const loadUser = makeLoadUser({ store, userKeys });
  const { user, version } = await loadUser(userId);
  return [user.kind === 'registered' ? user.displayName : null, version];
}

describe('a user whom a process remembers', () => {
  it('is not read again', async () => {
    const { rename, reads } = openGateway();
    await rename('Ada I');
    const before = reads();

    const outcome = await rename('Ada II');

    expect(reads() - before).toBe(0);
    expect(outcome).toMatchObject({ version: 3, user: { displayName: 'Ada II' } });
    expect(await namesInLog()).toEqual(['Ada II', 3]);
  });

  it('is read again when somebody else changed it', async () => {
    const [here, there] = [openGateway(), openGateway()];
    await here.rename('Ada I');
    await there.rename('Ada II');

    const outcome = await here.rename('Ada III');

    expect(outcome).toMatchObject({ version: 4, user: { displayName: 'Ada III' } });
    expect(await namesInLog()).toEqual(['Ada III', 4]);
  });

  it('is read before there is taken to be nothing to do', async () => {
    const [here, there] = [openGateway(), openGateway()];
    await here.rename('Ada I');
    await there.rename('Ada II');

    const outcome = await here.rename('Ada I');

    expect(outcome).toMatchObject({ version: 4, events: [{ data: { displayName: 'Ada I' } }] });
    expect(await namesInLog()).toEqual(['Ada I', 4]);
  });

  it('is changed once by a command that comes again', async () => {
    const { rename } = openGateway();
    const command = newCommand({ repetition: { kind: 'first', begunAt: Date.now() } });
    await rename('Ada I');
    await rename('Ada II', command);
    await rename('Ada III');

    const outcome = await rename('Ada II', {
      ...command,
      repetition: { kind: 'again', begunAt: Date.now() },
    });

    expect(outcome).toMatchObject({ version: 3, user: { displayName: 'Ada II' } });
    expect(await namesInLog()).toEqual(['Ada III', 4]);
  });

  it('keeps one order under parallel commands on several gateways', async () => {
    const gateways = [openGateway(), openGateway(), openGateway()];
    const names = Array.from({ length: 12 }, (_, number) => `Ada ${number}`);

    const outcomes = await Promise.all(names.map((name, i) => gateways[i % 3]?.rename(name)));

    const versions = outcomes.map((outcome) => outcome?.version ?? 0).sort((a, b) => a - b);
    expect(versions).toEqual(names.map((_, number) => number + 2));
  });
});
