import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Application } from '../../../src/application/application.ts';
import type { SentMutation } from '../../../src/application/idempotency.ts';
import type { CommandInfo } from '../../../src/application/request-info.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import type { SessionStore } from '../../../src/ports/session-store.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  someRequest,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;

beforeEach(async () => {
  embedded = await openEmbedded();
});

afterEach(() => embedded.close());

type UseCase<Reply> = (app: Application, command: CommandInfo) => Promise<Reply>;

const register: UseCase<Awaited<ReturnType<Application['registerUser']>>> = (app, command) =>
  app.registerUser(someRegistration, command);
const logIn: UseCase<Awaited<ReturnType<Application['logIn']>>> = (app, command) =>
  app.logIn(someCredentials, command);

/** Sends a mutation to a gateway under one idempotency key. */
function send<Reply>(app: Application, useCase: UseCase<Reply>, place = 'a field'): Promise<Reply> {
  const mutation: SentMutation = {
    idempotencyKey: '8e03978e-40d5-43dd-bc93-6894a57f9324',
    operation: 'any',
    place,
    owner: null,
    input: null,
  };
  return app.idempotently(someRequest, mutation, (command) => useCase(app, command));
}

const gone = new Unavailable('message store', new Error('The connection broke.'));

/** A gateway that ends, for what callers see, once its append is done. */
function dyingAfterAppend(): Application {
  const { messageStore } = embedded.stores;
  const append: MessageStore['append'] = async (request) => {
    await messageStore.append(request);
    throw gone;
  };
  return embedded.gateway({ messageStore: { ...messageStore, append } }).app;
}

/** A gateway that ends, for what callers see, once everything is done but for the record of the reply. */
function dyingBeforeReply(): Application {
  const { idempotency } = embedded.stores;
  return embedded.gateway({ idempotency: { ...idempotency, complete: () => Promise.reject(gone) } }).app;
}

async function typesOf(userId: string): Promise<readonly string[]> {
  const events = await Array.fromAsync(embedded.stores.messageStore.read(userId, 0));
  return events.map(({ type }) => type);
}

async function registered(): Promise<string> {
  return (await embedded.app.registerUser(someRegistration, newCommand())).user.id;
}

const deaths: readonly [string, () => Application][] = [
  ['between the append and its reply', dyingAfterAppend],
  ['between all of it and the reply', dyingBeforeReply],
];

describe.each(deaths)('a gateway that dies %s leaves it to the next one', (_when, dying) => {
  it('to answer the registration of the account that is there', async () => {
    await expect(send(dying(), register)).rejects.toBe(gone);
    const { user } = await send(embedded.app, register);
    expect(user).toMatchObject({ email: someRegistration.email, version: 1 });
    expect(await typesOf(user.id)).toEqual(['UserRegistered']);
    expect((await embedded.app.logIn(someCredentials, newCommand())).user.id).toBe(user.id);
  });

  it('to give the tokens of the session that began', async () => {
    const userId = await registered();
    await expect(send(dying(), logIn)).rejects.toBe(gone);
    const [begun] = await embedded.stores.sessions.list(userId, Date.now());
    const { session, tokens, user } = await send(embedded.app, logIn);
    expect(session).toEqual(begun);
    expect(user).toMatchObject({ loginCount: 1, version: 2 });
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'LoginSucceeded']);
    expect((await embedded.app.refreshSession(tokens.refreshToken, newCommand())).session.id).toBe(
      session.id,
    );
  });

  it('to refuse the login that failed, and that is recorded once', async () => {
    const userId = await registered();
    const wrong: UseCase<unknown> = (app, command) =>
      app.logIn({ ...someCredentials, password: wrongPassword }, command);
    await expect(send(dying(), wrong)).rejects.toBe(gone);
    await expect(send(embedded.app, wrong)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    await expect(send(embedded.app, wrong)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'LoginFailed']);
  });

  it('to answer the change as it was, although another one came since', async () => {
    const userId = await registered();
    const viewer = { userId, sessionId: '', roles: [] };
    const rename =
      (displayName: string): UseCase<unknown> =>
      (app, command) =>
        app.changeDisplayName(viewer, { displayName }, command);
    await expect(send(dying(), rename('Grace'))).rejects.toBe(gone);
    await rename('Hedy')(embedded.app, newCommand());
    expect(await send(embedded.app, rename('Grace'))).toMatchObject({
      user: { displayName: 'Grace', version: 2 },
    });
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'DisplayNameChanged', 'DisplayNameChanged']);
  });
});

describe('a repeated login', () => {
  it('hands out no tokens once its session has ended', async () => {
    const userId = await registered();
    await expect(send(dyingAfterAppend(), logIn)).rejects.toBe(gone);
    const [begun] = await embedded.stores.sessions.list(userId, Date.now());
    await embedded.stores.sessions.end(begun?.id ?? '', Date.now() + 60_000);
    await expect(send(embedded.app, logIn)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await embedded.stores.sessions.list(userId, Date.now())).toEqual([]);
  });

  it('hands out no tokens to a password that proves nothing any more', async () => {
    const userId = await registered();
    await expect(send(dyingAfterAppend(), logIn)).rejects.toBe(gone);
    const wrong: UseCase<unknown> = (app, command) =>
      app.logIn({ ...someCredentials, password: wrongPassword }, command);
    await expect(send(embedded.app, wrong)).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'LoginSucceeded']);
  });

  it('keeps the session of another gateway that runs it, when it fails itself', async () => {
    const userId = await registered();
    await send(embedded.app, logIn, 'first');
    const messageStore = { ...embedded.stores.messageStore, append: () => Promise.reject(gone) };
    const failing = embedded.gateway({ messageStore }).app;
    await expect(send(failing, logIn, 'second')).rejects.toBe(gone);
    const { session } = await send(embedded.app, logIn, 'second');
    expect(await embedded.stores.sessions.list(userId, Date.now())).toContainEqual(session);
  });
});

describe('a repeated refresh', () => {
  it('answers with the successor that is there', async () => {
    await registered();
    const { tokens } = await embedded.app.logIn(someCredentials, newCommand());
    const refresh: UseCase<Awaited<ReturnType<Application['refreshSession']>>> = (app, command) =>
      app.refreshSession(tokens.refreshToken, command);
    const { sessions } = embedded.stores;
    const trade: SessionStore['trade'] = async (request) => {
      await sessions.trade(request);
      throw gone;
    };
    const dying = embedded.gateway({ sessions: { ...sessions, trade } }, { REFRESH_GRACE: '0' }).app;
    await expect(send(dying, refresh)).rejects.toBe(gone);
    const first = await send(embedded.app, refresh);
    expect(await send(embedded.app, refresh)).toEqual(first);
    const next = await embedded.app.refreshSession(first.tokens.refreshToken, newCommand());
    expect(next.session.id).toBe(first.session.id);
  });
});

it.each([
  ['registration', register, ['UserRegistered']],
  ['login', logIn, ['UserRegistered', 'LoginSucceeded']],
] as const)(
  'a %s that is sent 20 times at once to two gateways has one effect',
  async (name, useCase, types) => {
    if (name === 'login') await registered();
    const gateways = [embedded.app, embedded.gateway().app];
    const replies = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        send<{ readonly user: { readonly id: string } }>(gateways[index % 2] ?? embedded.app, useCase),
      ),
    );
    expect(new Set(replies.map((reply) => JSON.stringify(reply))).size).toBe(1);
    expect(await typesOf(replies[0]?.user.id ?? '')).toEqual(types);
  },
);
