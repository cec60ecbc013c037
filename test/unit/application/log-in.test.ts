import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DomainError } from '../../../src/domain/domain-error.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { StoredEvent } from '../../../src/ports/message-store.ts';
import type { Session } from '../../../src/ports/session-store.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';
import { counted, logInWith } from '../../support/log-in-with.ts';

let embedded: Embedded;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded();
  userId = (await embedded.app.registerUser(someRegistration, newCommand())).user.id;
});

afterEach(() => embedded.close());

async function eventsOf(id: string): Promise<readonly StoredEvent[]> {
  return Array.fromAsync(embedded.stores.messageStore.read(id, 0));
}

async function typesOf(id: string): Promise<readonly string[]> {
  return (await eventsOf(id)).map(({ type }) => type);
}

function refusal(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => 'no refusal',
    (error: unknown) => (error instanceof DomainError ? error.code : error),
  );
}

describe('logging in', () => {
  it('begins a session whose token tells who it is, and records it', async () => {
    const { user, session, tokens } = await embedded.app.logIn(someCredentials, newCommand());
    expect(user).toMatchObject({ id: userId, loginCount: 1, version: 2 });
    expect(await embedded.accessTokens.verify(tokens.accessToken)).toMatchObject({
      userId,
      sessionId: session.id,
      roles: [],
    });
    expect((await eventsOf(userId)).at(-1)).toMatchObject({
      type: 'LoginSucceeded',
      version: 2,
      data: { sessionId: session.id },
      metadata: { correlationId: 'a-request', actorId: null },
    });
    expect(await embedded.stores.sessions.list(userId, Date.now())).toEqual([session]);
  });

  it('takes the address in any form that is the same account', async () => {
    const credentials = { ...someCredentials, email: ' ＡDA@Example.COM ' };
    expect((await embedded.app.logIn(credentials, newCommand())).user.id).toBe(userId);
  });

  it('records a wrong password, and begins no session', async () => {
    const work = embedded.app.logIn({ ...someCredentials, password: wrongPassword }, newCommand());
    expect(await refusal(work)).toBe('INVALID_CREDENTIALS');
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'LoginFailed']);
    expect(await embedded.stores.sessions.list(userId, Date.now())).toEqual([]);
  });

  it('answers for an unknown address as for a wrong password', async () => {
    const work = embedded.app.logIn({ ...someCredentials, email: 'nobody@example.com' }, newCommand());
    expect(await refusal(work)).toBe('INVALID_CREDENTIALS');
  });

  it('records ten logins at once, each once, with one hash each', async () => {
    const { hasher, asked } = counted(embedded.passwords.hasher);
    const logIn = logInWith(embedded, { hasher });
    await Promise.all(Array.from({ length: 10 }, () => logIn(someCredentials, newCommand())));
    expect((await eventsOf(userId)).map(({ type, version }) => [version, type])).toEqual([
      [1, 'UserRegistered'],
      ...Array.from({ length: 10 }, (_, index) => [index + 2, 'LoginSucceeded']),
    ]);
    expect(asked).toEqual(Array.from({ length: 10 }, () => 'verify'));
  });

  it('leaves no session behind when the login cannot be recorded', async () => {
    const down = new Unavailable('message store', new Error('gone'));
    const sessionsOfUser = () => embedded.stores.sessions.list(userId, Date.now());
    const begun: Session[] = [];
    const logIn = logInWith(embedded, {
      async append() {
        begun.push(...(await sessionsOfUser()));
        throw down;
      },
    });
    await expect(logIn(someCredentials, newCommand())).rejects.toBe(down);
    expect(begun).toHaveLength(1);
    expect(await sessionsOfUser()).toEqual([]);
  });

  it('leaves no session behind when the password was changed before the login was recorded', async () => {
    const { messageStore: store, sessions } = embedded.stores;
    const logIn = logInWith(embedded, {
      async append(request) {
        if (request.expectedVersion === 1) await changePassword();
        return store.append(request);
      },
    });
    await expect(logIn(someCredentials, newCommand())).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'PasswordChanged', 'LoginFailed']);
    expect(await sessions.list(userId, Date.now())).toEqual([]);
  });
});

async function changePassword(): Promise<void> {
  const passwords = { currentPassword: someCredentials.password, newPassword: 'nine orange teapots whistle' };
  await embedded.app.changePassword({ userId, sessionId: '', roles: [] }, passwords, newCommand());
}
