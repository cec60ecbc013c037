import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newSeed } from '../../../src/adapters/crypto/command-ids.ts';
import type { SignedIn } from '../../../src/application/sessions.ts';
import type { Viewer } from '../../../src/application/viewer.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { StoredEvent } from '../../../src/ports/message-store.ts';
import type { Stores } from '../../../src/roles/stores.ts';
import { newSession } from '../../support/controls/new-session.ts';
import {
  newCommand,
  repeatable,
  someCredentials,
  someRegistration,
  someRequest,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const newPassword = 'nine purple kettles dance';
const change = { currentPassword: someCredentials.password, newPassword };

let embedded: Embedded;
let first: SignedIn;
let second: SignedIn;

beforeEach(async () => {
  embedded = await openEmbedded();
  await embedded.app.registerUser(someRegistration, newCommand());
  first = await embedded.app.logIn(someCredentials, newCommand());
  second = await embedded.app.logIn(someCredentials, newCommand());
});

afterEach(() => embedded.close());

function viewerOf({ session }: SignedIn): Viewer {
  return { userId: session.userId, sessionId: session.id, roles: [] };
}

/** A gateway whose store of sessions ends so many of them and then fails, until it is told to work. */
function gatewayThatFails(after = 0) {
  const { sessions } = embedded.stores;
  let left = after;
  const end: Stores['sessions']['end'] = async (...args) => {
    if (left <= 0) throw new Unavailable('sessions', new Error('gone'));
    left -= 1;
    return sessions.end(...args);
  };
  const { app } = embedded.gateway({ sessions: { ...sessions, end } });
  const works = () => {
    left = Number.POSITIVE_INFINITY;
  };
  return { app, works };
}

async function live(): Promise<ReadonlySet<string>> {
  const sessions = await embedded.stores.sessions.list(first.session.userId, Date.now());
  return new Set(sessions.map(({ id }) => id));
}

function log(): Promise<readonly StoredEvent[]> {
  return Array.fromAsync(embedded.stores.messageStore.read(first.session.userId, 0));
}

async function typesOf(): Promise<readonly string[]> {
  return (await log()).slice(3).map(({ type }) => type);
}

describe('when the sessions cannot be reached once the log says that they are over', () => {
  it('a logout fails, and another one ends the session', async () => {
    const { app, works } = gatewayThatFails();
    await expect(app.logOut(viewerOf(first), newCommand())).rejects.toThrow(Unavailable);
    expect(await live()).toEqual(new Set([first.session.id, second.session.id]));
    works();
    await app.logOut(viewerOf(first), newCommand());
    expect(await live()).toEqual(new Set([second.session.id]));
  });

  it('a change of password fails, and the same one again succeeds with one event', async () => {
    const { app, works } = gatewayThatFails();
    const [sent, again] = repeatable();
    await expect(app.changePassword(viewerOf(second), change, sent)).rejects.toThrow(Unavailable);
    works();
    const { user } = await app.changePassword(viewerOf(second), change, again);
    expect(user.version).toBe(4);
    expect(await typesOf()).toEqual(['PasswordChanged']);
    expect(await live()).toEqual(new Set([second.session.id]));
  });

  it('a deactivation fails, and another one ends the sessions, though nothing is left to change', async () => {
    const { app, works } = gatewayThatFails(1);
    const { userId } = first.session;
    const deactivate = () => app.deactivateUser(viewerOf(first), { userId }, newCommand());
    await expect(deactivate()).rejects.toThrow(Unavailable);
    expect((await live()).size).toBe(1);
    works();
    await expect(deactivate()).rejects.toMatchObject({ code: 'ALREADY_IN_STATE' });
    expect(await live()).toEqual(new Set());
    expect(await typesOf()).toEqual(['UserDeactivated']);
  });
});

describe('ending all other sessions', () => {
  const many = 1_050;

  beforeEach(async () => {
    for (let made = 0; made < many; made += 1) {
      const session = newSession({ userId: first.session.userId });
      const token = embedded.secrets.refreshTokens.first(session.id, newSeed());
      await embedded.stores.sessions.create(session, token);
    }
  });

  it('takes a hundred at a time, and leaves the one of the request', async () => {
    const { sessions } = await embedded.app.revokeOtherSessions(viewerOf(second), newCommand());
    expect(sessions).toHaveLength(many + 1);
    expect(await live()).toEqual(new Set([second.session.id]));
    const byCommand = Map.groupBy((await log()).slice(3), ({ metadata }) => metadata.commandId);
    expect([...byCommand.values()].map(({ length }) => length)).toEqual([...Array(10).fill(100), 51]);
  });

  it('goes on where it was cut off, and names each session once', async () => {
    const { app, works } = gatewayThatFails(250);
    const [sent, again] = repeatable();
    await expect(app.revokeOtherSessions(viewerOf(second), sent)).rejects.toThrow(Unavailable);
    works();
    await app.revokeOtherSessions(viewerOf(second), again);
    expect(await live()).toEqual(new Set([second.session.id]));
    const named = (await log()).slice(3).map(({ data }) => JSON.stringify(data));
    expect(named).toHaveLength(many + 1);
    expect(new Set(named).size).toBe(many + 1);
  });
});

describe('changing the password', () => {
  it('needs the present one', async () => {
    const wrong = { ...change, currentPassword: wrongPassword };
    await expect(embedded.app.changePassword(viewerOf(first), wrong, newCommand())).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(await typesOf()).toEqual([]);
  });

  it('takes no password that is easy to guess, and none that is too long', async () => {
    const weak = { ...change, newPassword: 'ada@example.com' };
    await expect(embedded.app.changePassword(viewerOf(first), weak, newCommand())).rejects.toMatchObject({
      code: 'WEAK_PASSWORD',
    });
    const long = { ...change, newPassword: 'a'.repeat(1_025) };
    await expect(embedded.app.changePassword(viewerOf(first), long, newCommand())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    });
    expect((await live()).size).toBe(2);
  });

  it('gives no session to a login that proved the old one and comes to the log later', async () => {
    await embedded.app.logIn(someCredentials, newCommand());
    const { app } = embedded.gateway({
      messageStore: appendingAfter(() => embedded.app.changePassword(viewerOf(first), change, newCommand())),
    });
    await expect(app.logIn(someCredentials, newCommand())).rejects.toMatchObject({
      code: 'INVALID_CREDENTIALS',
    });
    expect(await live()).toEqual(new Set([first.session.id]));
    await embedded.app.logIn({ ...someCredentials, password: newPassword }, newCommand());
  });
});

describe('closing an account', () => {
  it('gives no session to a login that comes to the log later', async () => {
    const { userId } = first.session;
    const { app } = embedded.gateway({
      messageStore: appendingAfter(() =>
        embedded.app.deactivateUser(viewerOf(first), { userId }, newCommand()),
      ),
    });
    await expect(app.logIn(someCredentials, newCommand())).rejects.toMatchObject({
      code: 'ACCOUNT_DEACTIVATED',
    });
    expect(await live()).toEqual(new Set());
  });
});

describe('ending the session of a token', () => {
  it.each([
    ['an access token', () => first.tokens.accessToken],
    ['a refresh token', () => first.tokens.refreshToken],
  ])('ends it for who has %s, once', async (_what, token) => {
    expect(await embedded.app.endSessionOf(token(), someRequest)).toBe(true);
    expect(await embedded.app.endSessionOf(token(), someRequest)).toBe(false);
    expect(await live()).toEqual(new Set([second.session.id]));
    const [event] = (await log()).slice(3);
    expect(event).toMatchObject({
      type: 'SessionRevoked',
      data: { sessionId: first.session.id, reason: 'LOGGED_OUT' },
      metadata: { actorId: first.session.userId },
    });
  });

  it('ends it for who has a refresh token that was traded since', async () => {
    await embedded.app.refreshSession(first.tokens.refreshToken, newCommand());
    expect(await embedded.app.endSessionOf(first.tokens.refreshToken, someRequest)).toBe(true);
    expect(await live()).toEqual(new Set([second.session.id]));
  });

  it('does nothing for what is no token', async () => {
    expect(await embedded.app.endSessionOf('a text', someRequest)).toBe(false);
    expect((await live()).size).toBe(2);
  });
});

/** The log, on which something else happens before the first append. */
function appendingAfter(happens: () => Promise<unknown>): Stores['messageStore'] {
  const { messageStore } = embedded.stores;
  let happened = false;
  return {
    ...messageStore,
    async append(request) {
      if (!happened) {
        happened = true;
        await happens();
      }
      return messageStore.append(request);
    },
  };
}
