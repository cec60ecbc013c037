import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeCommandHistory } from '../../../src/application/command-history.ts';
import { makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import type { CommandInfo } from '../../../src/application/request-info.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { AppendRequest, MessageStore, StoredEvent } from '../../../src/ports/message-store.ts';
import { newCommand, someRegistration } from '../../support/controls/requests.ts';
import { someClient } from '../../support/controls/user-events.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;
let store: MessageStore;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded();
  store = embedded.stores.messageStore;
  userId = (await embedded.app.registerUser(someRegistration, newCommand())).user.id;
});

afterEach(() => embedded.close());

/** The use case on the real store, but for these parts of it. */
function handlingOn(instead: Partial<MessageStore> = {}) {
  const { userKeys } = embedded.secrets;
  const parts = { store: { ...store, ...instead }, feeds: embedded.stores.feeds };
  const loadUser = makeLoadUser({ ...parts, userKeys });
  const history = makeCommandHistory({ ...parts, loadUser });
  const handleCommand = makeHandleCommand({ ...parts, loadUser, history, userKeys, clock: Date.now });
  const rename = (displayName: string, info: CommandInfo) => {
    const command = { type: 'ChangeDisplayName', now: Date.now(), displayName } as const;
    return handleCommand({ userId, command, info });
  };
  return { loadUser, history, handleCommand, rename };
}

/** The command once more, as who does not know whether it was done. */
function again(command: CommandInfo, begunAt = Date.now()): CommandInfo {
  return { ...command, repetition: { kind: 'again', begunAt } };
}

async function failLogins(count: number): Promise<void> {
  const { handleCommand } = handlingOn();
  for (let login = 0; login < count; login += 1) {
    const refused = { type: 'RefuseLogin', reason: 'WRONG_PASSWORD', client: someClient } as const;
    await handleCommand({ userId, command: { ...refused, now: Date.now() }, info: newCommand() });
  }
}

async function eventsOf(id = userId): Promise<readonly StoredEvent[]> {
  return Array.fromAsync(store.read(id, 0));
}

describe('a command', () => {
  it('gives its events the ids of its seed, and tells the trace that it is part of', async () => {
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7';
    const command = newCommand({ actorId: userId, trace });
    await handlingOn().rename('Grace', command);
    expect((await eventsOf()).at(-1)).toMatchObject({
      eventId: command.ids.idFor('event 1'),
      version: 2,
      metadata: {
        actorId: userId,
        correlationId: 'a-request',
        causationId: null,
        commandId: command.ids.commandId,
        trace,
      },
    });
  });

  it('that changes nothing appends nothing, and stands where the log ends', async () => {
    const { rename } = handlingOn({ append: () => Promise.reject(new Error('It appends.')) });
    const changed = await handlingOn().rename('Grace', newCommand());
    const { user, ...same } = await rename('Grace', newCommand());
    expect(user).toEqual(changed.user);
    expect(same).toEqual({ version: 2, events: [], position: changed.position });
  });

  it('gives up after 20 conflicts', async () => {
    let appends = 0;
    const append = async () => {
      appends += 1;
      return { kind: 'conflict', version: 1 } as const;
    };
    const renamed = handlingOn({ append }).rename('Grace', newCommand());
    await expect(renamed).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(appends).toBe(20);
  });

  it('that finds its own claim in its way was done before', async () => {
    const command = newCommand();
    const registration = { ...someRegistration, email: 'grace@example.com' };
    const first = await embedded.app.registerUser(registration, command);
    let claimed = false;
    const append = async (request: AppendRequest) => {
      if (claimed) return store.append(request);
      claimed = true;
      return { kind: 'claimed', userId: request.userId } as const;
    };
    const other = embedded.gateway({ messageStore: { ...store, append } });
    const began = { kind: 'first', begunAt: Date.now() } as const;
    const second = await other.app.registerUser(registration, { ...command, repetition: began });
    expect(second.user).toEqual(first.user);
    expect(await eventsOf(first.user.id)).toHaveLength(1);
  });
});

describe('a command that comes again', () => {
  it.each([
    ['at once', 0],
    ['after more commands than an append remembers', 12],
    ['after more events than one look back reads', 250],
  ])('is done once, and answered as the first time: %s', async (_when, others) => {
    const { rename } = handlingOn();
    const command = newCommand();
    const first = await rename('Grace', command);
    await failLogins(others);
    const second = await rename('Grace', again(command));
    expect(second).toEqual({ ...first, position: second.position });
    expect((await eventsOf()).filter(({ type }) => type === 'DisplayNameChanged')).toHaveLength(1);
  });

  it('is done once although the answer of its append was lost, and others were faster since', async () => {
    const append = async (request: AppendRequest) => {
      await store.append(request);
      throw new Unavailable('message store', new Error('gone'));
    };
    const command = newCommand();
    await expect(handlingOn({ append }).rename('Grace', command)).rejects.toThrow(Unavailable);
    await handlingOn().rename('Hedy', newCommand());
    const second = await handlingOn().rename('Grace', again(command));
    expect(second).toMatchObject({ user: { displayName: 'Grace' }, version: 2 });
    expect((await handlingOn().loadUser(userId)).user).toMatchObject({ displayName: 'Hedy' });
  });

  it('is done now when it was not done before', async () => {
    const outcome = await handlingOn().rename('Grace', again(newCommand()));
    expect(outcome).toMatchObject({ user: { displayName: 'Grace' }, version: 2 });
  });

  it('is done once by many at once', async () => {
    const command = newCommand();
    const { rename } = handlingOn();
    const outcomes = await Promise.all(Array.from({ length: 20 }, () => rename('Grace', again(command))));
    expect(outcomes.map(({ version }) => version)).toEqual(Array(20).fill(2));
    expect(await eventsOf()).toHaveLength(2);
  });

  it('that was decided elsewhere meanwhile is not decided anew behind what is there now', async () => {
    const command = newCommand();
    const { loadUser, handleCommand, rename } = handlingOn();
    const stale = await loadUser(userId);
    await rename('Grace', command);
    await failLogins(12);
    const outcome = await handleCommand({
      userId,
      known: stale,
      command: { type: 'ChangeDisplayName', now: Date.now(), displayName: 'Grace' },
      info: { ...command, repetition: { kind: 'first', begunAt: Date.now() } },
    });
    expect(outcome).toMatchObject({ user: { displayName: 'Grace' }, version: 2 });
    expect(outcome.events).toHaveLength(1);
  });

  it('is done once although its first sending was held up, and much was appended meanwhile', async () => {
    const command = newCommand();
    const begunAt = Date.now() - 2_000;
    let heldUp = true;
    const { rename } = handlingOn({
      async head(id) {
        if (heldUp) {
          heldUp = false;
          await handlingOn().rename('Grace', again(command, begunAt));
          await failLogins(12);
          await handlingOn().rename('Hedy', newCommand());
        }
        return store.head(id);
      },
    });
    const outcome = await rename('Grace', { ...command, repetition: { kind: 'first', begunAt } });
    expect(outcome).toMatchObject({ user: { displayName: 'Grace' }, version: 2 });
    expect((await handlingOn().loadUser(userId)).user).toMatchObject({ displayName: 'Hedy' });
    expect((await eventsOf()).filter(({ type }) => type === 'DisplayNameChanged')).toHaveLength(2);
  });

  it('is looked for no further back than when it began', async () => {
    const hour = 60 * 60 * 1_000;
    await failLogins(450);
    let read = 0;
    const { history } = handlingOn({
      async *read(...place) {
        for await (const event of store.read(...place)) {
          read += 1;
          yield event;
        }
      },
    });
    const find = (begunAt: number) => history.find(userId, again(newCommand(), begunAt));
    expect(await find(Date.now() + hour)).toBeNull();
    expect(read).toBe(100);
    expect(await find(Date.now())).toBeNull();
    expect(read).toBe(100 + 451);
  });
});
