import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SignedIn } from '../../../src/application/sessions.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { SessionStore } from '../../../src/ports/session-store.ts';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

const limit = 3;

let embedded: Embedded;
let userId: string;

beforeEach(async () => {
  embedded = await openEmbedded({ SESSIONS_PER_USER: String(limit) });
  ({ id: userId } = (await embedded.app.registerUser(someRegistration, newCommand())).user);
});

afterEach(() => embedded.close());

const logIn = (app = embedded.app): Promise<SignedIn> => app.logIn(someCredentials, newCommand());

async function logInOften(times: number): Promise<readonly string[]> {
  const ids: string[] = [];
  for (let done = 0; done < times; done += 1) ids.push((await logIn()).session.id);
  return ids;
}

async function live(): Promise<readonly string[]> {
  return (await embedded.stores.sessions.list(userId, Date.now())).map(({ id }) => id).toSorted();
}

/** The sessions that the log says were superseded. */
async function superseded(): Promise<readonly unknown[]> {
  const events = await Array.fromAsync(embedded.stores.messageStore.read(userId, 0));
  return events.flatMap(({ type, data }) => (type === 'SessionRevoked' ? [data] : []));
}

const named = (ids: readonly (string | undefined)[]) =>
  ids.map((sessionId) => ({ sessionId, reason: 'SUPERSEDED' }));

describe('a login', () => {
  it('ends no session as long as there are not too many', async () => {
    const ids = await logInOften(limit);
    expect(await live()).toEqual([...ids].sort());
    expect(await superseded()).toEqual([]);
  });

  it('ends the session that was used least recently, and says so in the log', async () => {
    const first = await logIn();
    const [second, third] = await logInOften(2);
    await embedded.app.refreshSession(first.tokens.refreshToken, newCommand());

    const fourth = await logIn();

    expect(await live()).toEqual([first.session.id, third, fourth.session.id].sort());
    expect(await superseded()).toEqual(named([second]));
    const token = await embedded.app.authenticate(fourth.tokens.accessToken);
    expect(token?.sessionId).toBe(fourth.session.id);
  });

  it('ends all that are too many, when fewer are allowed than were', async () => {
    const generous = embedded.gateway({}, { SESSIONS_PER_USER: '1000' });
    for (let done = 0; done < 5; done += 1) await logIn(generous.app);
    const before = await live();
    const { session } = await logIn();
    const after = await live();
    expect(after).toHaveLength(limit);
    expect(after).toContain(session.id);
    const gone = before.filter((id) => !after.includes(id));
    expect(new Set(await superseded())).toEqual(new Set(named(gone)));
  });

  it('leaves the last one of many that come at once, and no more than that were too many', async () => {
    const one = embedded.gateway({}, { SESSIONS_PER_USER: '1' });
    const logins = await Promise.all(Array.from({ length: 6 }, () => logIn(one.app)));
    const ids = logins.map(({ session }) => session.id);
    const left = await live();
    expect(left.length).toBeGreaterThanOrEqual(1);
    expect(ids).toEqual(expect.arrayContaining([...left]));

    const { session } = await logIn(one.app);

    expect(await live()).toEqual([session.id]);
  });

  it('stands when what is too many cannot be ended, and the next one makes up for it', async () => {
    await logInOften(limit);
    const { sessions } = embedded.stores;
    const away = async () => {
      throw new Unavailable('sessions', new Error('gone'));
    };
    const blind: Partial<SessionStore> = { list: away };
    const { app } = embedded.gateway({ sessions: { ...sessions, ...blind } });

    const { session } = await logIn(app);
    expect(await live()).toHaveLength(limit + 1);
    await logIn();

    expect(await live()).toHaveLength(limit);
    expect(await live()).toContain(session.id);
  });

  it('asks for the sessions of a user only when they may be too many', async () => {
    const { sessions } = embedded.stores;
    let asked = 0;
    const list: SessionStore['list'] = (...args) => {
      asked += 1;
      return sessions.list(...args);
    };
    const { app } = embedded.gateway({ sessions: { ...sessions, list } });
    for (let done = 0; done < limit; done += 1) await logIn(app);
    expect(asked).toBe(0);
    await logIn(app);
    expect(asked).toBe(1);
  });
});

it('a login that is refused ends nothing', async () => {
  const ids = await logInOften(limit);
  const wrong = { ...someCredentials, password: 'nine wrong kettles hum' };
  await expect(embedded.app.logIn(wrong, newCommand())).rejects.toMatchObject({
    code: 'INVALID_CREDENTIALS',
  });
  expect(await live()).toEqual([...ids].sort());
});
