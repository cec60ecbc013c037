import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Application } from '../../../src/application/application.ts';
import type { CommandInfo } from '../../../src/application/request-info.ts';
import type { SignedIn } from '../../../src/application/sessions.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { SessionStore } from '../../../src/ports/session-store.ts';
import type { Runtime } from '../../../src/roles/compose.ts';
import type { Stores } from '../../../src/roles/stores.ts';
import { newUserId } from '../../support/controls/new-user-id.ts';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;
let begun: SignedIn;

beforeEach(async () => {
  embedded = await openEmbedded();
  await embedded.app.registerUser(someRegistration, newCommand());
  begun = await embedded.app.logIn(someCredentials, newCommand());
});

afterEach(() => embedded.close());

const administrator = { userId: newUserId(), sessionId: '', roles: ['admin'] };
const invalid = { code: 'INVALID_TOKEN' };
const down = new Unavailable('message store', new Error('gone'));
/** Every use of a token but the first one is a reuse. */
const graceless = { REFRESH_GRACE: '0' };

/** Fails at the first call, and works from the second on. */
function failingOnce<Arguments extends unknown[], Result>(
  work: (...args: Arguments) => Promise<Result>,
): (...args: Arguments) => Promise<Result> {
  let failed = false;
  return async (...args) => {
    if (failed) return work(...args);
    failed = true;
    throw down;
  };
}

function refresh({ app }: { readonly app: Application } = embedded, token = begun.tokens.refreshToken) {
  return app.refreshSession(token, newCommand());
}

function gatewayOn(instead: Partial<Stores>, settings = {}): Runtime {
  return embedded.gateway(instead, settings);
}

function withSessions(overrides: Partial<SessionStore>): Partial<Stores> {
  return { sessions: { ...embedded.stores.sessions, ...overrides } };
}

function withAppend(append: Stores['messageStore']['append']): Partial<Stores> {
  return { messageStore: { ...embedded.stores.messageStore, append } };
}

const isLive = async () => (await embedded.stores.sessions.find(begun.session.id, Date.now())) !== null;

async function eventsOfUser(): Promise<readonly { type: string; data: unknown }[]> {
  const events = [];
  for await (const { type, data } of embedded.stores.messageStore.read(begun.session.userId, 0)) {
    events.push({ type, data });
  }
  return events;
}

function reuseOf(sessionId: string) {
  return { type: 'SessionRevoked', data: { sessionId, reason: 'REFRESH_TOKEN_REUSED' } };
}

describe('refreshing a session', () => {
  it('gives new tokens of the same session, which lasts longer, and at once again', async () => {
    const { session, tokens } = await refresh();
    const { lastUsedAt, expiresAt } = session;
    expect(session).toEqual({ ...begun.session, lastUsedAt, expiresAt });
    expect(expiresAt - lastUsedAt).toBe(7 * 24 * 60 * 60 * 1_000);
    expect(tokens.refreshTokenExpiresAt).toBe(expiresAt);
    expect(await embedded.accessTokens.verify(tokens.accessToken)).toMatchObject({
      userId: begun.session.userId,
      sessionId: begun.session.id,
      roles: [],
    });
    await expect(refresh(embedded, tokens.refreshToken)).resolves.toBeDefined();
  });

  it('gives all of 50 who use one token at once, at two gateways, the one successor', async () => {
    const gateways = [embedded, embedded.gateway()];
    const all = await Promise.all(Array.from({ length: 50 }, (_, index) => refresh(gateways[index % 2])));
    const [successor, ...others] = new Set(all.map(({ tokens }) => tokens.refreshToken));
    expect(others).toEqual([]);
    expect(successor).not.toBe(begun.tokens.refreshToken);
    await expect(refresh(embedded, successor)).resolves.toBeDefined();
  });

  it('ends at last however much it is used, and its access tokens with it', async () => {
    const short = { SESSION_LIFETIME: '60', SESSION_IDLE_LIFETIME: '60' };
    const gateway = embedded.gateway({}, short);
    let { session, tokens } = await gateway.app.logIn(someCredentials, newCommand());
    const { endsAt, createdAt } = session;
    expect(endsAt).toBe(createdAt + 60_000);
    for (let use = 1; use <= 3; use += 1) {
      ({ session, tokens } = await refresh(gateway, tokens.refreshToken));
      expect(session).toMatchObject({ endsAt, expiresAt: endsAt });
      expect(tokens.refreshTokenExpiresAt).toBe(endsAt);
      // Tokens tell whole seconds.
      expect(tokens.accessTokenExpiresAt).toBe(Math.floor(endsAt / 1_000) * 1_000);
    }
  });

  it('ends the session of a user who was deactivated, if that left it', async () => {
    const { userId } = begun.session;
    const blind = gatewayOn(withSessions({ list: async () => [] }));
    await blind.app.deactivateUser(administrator, { userId, reason: null }, newCommand());
    expect(await isLive()).toBe(true);
    await expect(refresh()).rejects.toMatchObject(invalid);
    expect(await isLive()).toBe(false);
  });

  it.each([
    ['nothing', ''],
    ['an access token', null],
    ['a token with another tag', undefined],
  ])('takes %s for no refresh token, and asks no store about it', async (_name, text) => {
    const asked: string[] = [];
    const refuse = (name: string) => () => {
      asked.push(name);
      return Promise.reject(down);
    };
    const stores = {
      find: refuse('find'),
      findByRefreshToken: refuse('find by token'),
      trade: refuse('trade'),
    };
    const gateway = gatewayOn(withSessions(stores));
    const forged = `${begun.tokens.refreshToken.slice(0, -4)}AAAA`;
    const token = text === null ? begun.tokens.accessToken : (text ?? forged);
    await expect(refresh(gateway, token)).rejects.toMatchObject(invalid);
    expect(asked).toEqual([]);
  });
});

describe('a failure', () => {
  it.each([
    [
      'the session could not be read',
      () => withSessions({ find: failingOnce(embedded.stores.sessions.find) }),
    ],
    [
      'the user could not be loaded',
      () => ({
        messageStore: {
          ...embedded.stores.messageStore,
          heads: failingOnce(embedded.stores.messageStore.heads),
        },
      }),
    ],
    [
      'no access token could be issued',
      () => ({ keyRing: { ...embedded.stores.keyRing, list: failingOnce(embedded.stores.keyRing.list) } }),
    ],
    ['the trade failed', () => withSessions({ trade: failingOnce(embedded.stores.sessions.trade) })],
  ])('uses nothing up when %s', async (_name, instead) => {
    const gateway = gatewayOn(instead(), graceless);
    await expect(refresh(gateway)).rejects.toBeInstanceOf(Unavailable);
    expect((await refresh(gateway)).session.id).toBe(begun.session.id);
  });

  it('whose answer was lost lets the client in with the same token, and with the successor then', async () => {
    const { sessions } = embedded.stores;
    const trade: SessionStore['trade'] = async (request) => {
      await sessions.trade(request);
      throw down;
    };
    await expect(refresh(gatewayOn(withSessions({ trade })))).rejects.toBe(down);
    const { tokens } = await refresh();
    expect((await refresh(embedded, tokens.refreshToken)).session.id).toBe(begun.session.id);
  });
});

describe('a token that was used up', () => {
  it('ends its session when it comes back after the grace, and the log says why', async () => {
    const gateway = embedded.gateway({}, graceless);
    const { tokens } = await refresh(gateway);
    await waitAMillisecond();
    await expect(refresh(gateway)).rejects.toMatchObject(invalid);
    expect(await isLive()).toBe(false);
    expect((await eventsOfUser()).at(-1)).toMatchObject(reuseOf(begun.session.id));
    await expect(refresh(gateway, tokens.refreshToken)).rejects.toMatchObject(invalid);
    await expect(gateway.app.authenticate(tokens.accessToken)).rejects.toMatchObject(invalid);
  });

  it('ends its session within the grace once its successor was used', async () => {
    const { tokens } = await refresh();
    await refresh(embedded, tokens.refreshToken);
    await expect(refresh()).rejects.toMatchObject(invalid);
    expect(await isLive()).toBe(false);
    expect((await eventsOfUser()).filter(({ type }) => type === 'SessionRevoked')).toHaveLength(1);
  });

  it('ends its session also when that cannot be written down', async () => {
    await refresh(embedded, (await refresh()).tokens.refreshToken);
    const gateway = gatewayOn(withAppend(() => Promise.reject(down)));
    await expect(refresh(gateway)).rejects.toMatchObject(invalid);
    expect(await isLive()).toBe(false);
    expect(embedded.log.messages).toContain('A reuse of a refresh token is not in the log');
  });

  it('is written down also when its session cannot be ended, and tried again then', async () => {
    await refresh(embedded, (await refresh()).tokens.refreshToken);
    const gateway = gatewayOn(withSessions({ end: failingOnce(embedded.stores.sessions.end) }));
    await expect(refresh(gateway)).rejects.toBe(down);
    expect((await eventsOfUser()).at(-1)).toMatchObject(reuseOf(begun.session.id));
    await expect(refresh(gateway)).rejects.toMatchObject(invalid);
    expect(await isLive()).toBe(false);
  });
});

describe('the same command again', () => {
  const again = (command: CommandInfo): CommandInfo => ({
    ...command,
    repetition: { kind: 'again', begunAt: Date.now() - 3_600_000 },
  });

  it('is given the same successor however late, until that is used', async () => {
    const gateway = embedded.gateway({}, graceless);
    const command = newCommand({ repetition: { kind: 'first', begunAt: Date.now() } });
    const token = begun.tokens.refreshToken;
    const first = await gateway.app.refreshSession(token, command);
    await waitAMillisecond();
    const second = await gateway.app.refreshSession(token, again(command));
    expect(second.session).toEqual(first.session);
    expect(second.tokens.refreshToken).toBe(first.tokens.refreshToken);
    await refresh(gateway, first.tokens.refreshToken);
    await expect(gateway.app.refreshSession(token, again(command))).rejects.toMatchObject(invalid);
  });
});

async function waitAMillisecond(): Promise<void> {
  const start = Date.now();
  while (Date.now() <= start) await new Promise((resolve) => setImmediate(resolve));
}
