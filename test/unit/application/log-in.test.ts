import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeLogIn } from '../../../src/application/commands/log-in.ts';
import { makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import { DomainError } from '../../../src/domain/domain-error.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { StoredEvent } from '../../../src/ports/message-store.ts';
import {
  someCredentials,
  someRegistration,
  someRequest,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded();
  userId = (await embedded.app.registerUser(someRegistration, someRequest)).user.id;
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
    const { user, session, tokens } = await embedded.app.logIn(someCredentials, someRequest);
    expect(user).toMatchObject({ id: userId, loginCount: 1, version: 2 });
    expect(await embedded.accessTokens.verify(tokens.accessToken)).toEqual({
      userId,
      sessionId: session.id,
      roles: [],
    });
    expect((await eventsOf(userId)).at(-1)).toMatchObject({
      type: 'LoginSucceeded',
      version: 2,
      data: { ...someRequest.client, sessionId: session.id },
      metadata: { correlationId: 'a-request', actorId: null },
    });
    expect(await embedded.stores.sessions.list(userId, Date.now())).toEqual([session]);
  });

  it('takes the address in any form that is the same account', async () => {
    const credentials = { ...someCredentials, email: ' ＡDA@Example.COM ' };
    expect((await embedded.app.logIn(credentials, someRequest)).user.id).toBe(userId);
  });

  it('records a wrong password, and begins no session', async () => {
    const work = embedded.app.logIn({ ...someCredentials, password: wrongPassword }, someRequest);
    expect(await refusal(work)).toBe('INVALID_CREDENTIALS');
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'LoginFailed']);
    expect(await embedded.stores.sessions.list(userId, Date.now())).toEqual([]);
  });

  it('answers for an unknown address as for a wrong password', async () => {
    const work = embedded.app.logIn({ ...someCredentials, email: 'nobody@example.com' }, someRequest);
    expect(await refusal(work)).toBe('INVALID_CREDENTIALS');
  });

  it('records ten logins at once, each once, with one hash each', async () => {
    await Promise.all(Array.from({ length: 10 }, () => embedded.app.logIn(someCredentials, someRequest)));
    expect((await eventsOf(userId)).map(({ version }) => version)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11,
    ]);
  });

  it('leaves no session behind when the login cannot be recorded', async () => {
    const { stores, secrets } = embedded;
    const down = new Unavailable('message store', new Error('gone'));
    const loadUser = makeLoadUser(stores.messageStore);
    const begun: string[] = [];
    const logIn = makeLogIn({
      store: stores.messageStore,
      loadUser,
      handleCommand: makeHandleCommand({
        store: { append: () => Promise.reject(down) },
        loadUser,
        newId: embedded.newId,
      }),
      hasher: { hash: async () => '', verify: async () => true },
      claimKeyOf: secrets.claimKey,
      sessions: {
        async begin() {
          begun.push('a-session');
          const times = { createdAt: 0, lastUsedAt: 0, expiresAt: Date.now() + 60_000 };
          const session = { id: 'a-session', userId, ...times, ...someRequest.client };
          await stores.sessions.create(session, 'a-hash');
          const tokens = {
            accessToken: '',
            accessTokenExpiresAt: 0,
            refreshToken: '',
            refreshTokenExpiresAt: 0,
          };
          return { session, tokens };
        },
        abandon: (id) => stores.sessions.remove(id),
      },
      clock: Date.now,
    });
    await expect(logIn(someCredentials, someRequest)).rejects.toBe(down);
    expect(begun).toEqual(['a-session']);
    expect(await stores.sessions.list(userId, Date.now())).toEqual([]);
  });
});
