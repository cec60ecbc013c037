import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeRsHasher } from '../../../src/adapters/argon2/node-rs-hasher.ts';
import { newId } from '../../../src/adapters/crypto/new-id.ts';
import { makeCommandHistory } from '../../../src/application/command-history.ts';
import { type LogIn, makeLogIn } from '../../../src/application/commands/log-in.ts';
import { makeHandleCommand } from '../../../src/application/handle-command.ts';
import { makeLoadUser } from '../../../src/application/load-user.ts';
import { makeSessions } from '../../../src/application/sessions.ts';
import { encodeUserEvent } from '../../../src/application/user-event-codec.ts';
import { sealSnapshot } from '../../../src/application/user-snapshot.ts';
import { DomainError } from '../../../src/domain/domain-error.ts';
import { evolve } from '../../../src/domain/user/user.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { MessageStore, StoredEvent } from '../../../src/ports/message-store.ts';
import type { PasswordHasher } from '../../../src/ports/password-hasher.ts';
import type { Session } from '../../../src/ports/session-store.ts';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { userRegistered } from '../../support/controls/user-events.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

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
    expect(await embedded.accessTokens.verify(tokens.accessToken)).toEqual({
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
    const real = createNodeRsHasher({ now: Date.now });
    const verified: (string | null)[] = [];
    const logIn = logInWith({
      hasher: {
        ...real,
        verify(hash, password) {
          verified.push(hash);
          return real.verify(hash, password);
        },
      },
    });
    await Promise.all(Array.from({ length: 10 }, () => logIn(someCredentials, newCommand())));
    expect((await eventsOf(userId)).map(({ type, version }) => [version, type])).toEqual([
      [1, 'UserRegistered'],
      ...Array.from({ length: 10 }, (_, index) => [index + 2, 'LoginSucceeded']),
    ]);
    expect(verified).toHaveLength(10);
  });

  it('leaves no session behind when the login cannot be recorded', async () => {
    const down = new Unavailable('message store', new Error('gone'));
    const sessionsOfUser = () => embedded.stores.sessions.list(userId, Date.now());
    const begun: Session[] = [];
    const logIn = logInWith({
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
    const logIn = logInWith({
      async append(request) {
        if (request.expectedVersion === 1) await changePassword();
        return store.append(request);
      },
    });
    await expect(logIn(someCredentials, newCommand())).rejects.toMatchObject({ code: 'INVALID_CREDENTIALS' });
    expect(await typesOf(userId)).toEqual(['UserRegistered', 'UserRegistered', 'LoginFailed']);
    expect(await sessions.list(userId, Date.now())).toEqual([]);
  });
});

/** As the log can have it: no command does it yet. */
async function changePassword(): Promise<void> {
  const { stores, secrets } = embedded;
  const { messageStore: store } = stores;
  const { user, version, cipher } = await makeLoadUser({ store, userKeys: secrets.userKeys })(userId);
  if (cipher === null) throw new Error('The user has a key.');
  const place = { userId, version: version + 1, cipher };
  const event = userRegistered();
  const { commandId } = newCommand().ids;
  const metadata = { actorId: null, correlationId: '', causationId: null, commandId, trace: null };
  const events = [encodeUserEvent(event, { ...place, eventId: newId(), metadata })];
  await store.append({
    userId,
    expectedVersion: version,
    events,
    snapshot: sealSnapshot(evolve(user, event), place),
  });
}

/** The use case on what is really used, but for these. */
function logInWith({
  append = embedded.stores.messageStore.append,
  hasher = createNodeRsHasher({ now: Date.now }),
}: {
  readonly append?: MessageStore['append'];
  readonly hasher?: PasswordHasher;
}): LogIn {
  const { stores, secrets, accessTokens } = embedded;
  const { messageStore: store, feeds, sessions } = stores;
  const { claimKey: claimKeyOf, userKeys } = secrets;
  const loadUser = makeLoadUser({ store, userKeys });
  const history = makeCommandHistory({ store, feeds, loadUser });
  const clock = Date.now;
  return makeLogIn({
    store,
    loadUser,
    handleCommand: makeHandleCommand({ store: { append }, loadUser, history, userKeys, clock: Date.now }),
    history,
    hasher,
    claimKeyOf,
    sessions: makeSessions({ store: sessions, accessTokens, clock, lifetime: 60_000 }),
    withRefusalFloor: (attempt) => attempt(),
    clock,
  });
}
