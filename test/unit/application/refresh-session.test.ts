import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashRefreshToken } from '../../../src/adapters/crypto/refresh-tokens.ts';
import {
  makeRefreshSession,
  type RefreshSession,
} from '../../../src/application/commands/refresh-session.ts';
import { type LoadUser, makeLoadUser } from '../../../src/application/load-user.ts';
import type { Tokens } from '../../../src/application/sessions.ts';
import type { AccessTokens } from '../../../src/ports/access-tokens.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { Session } from '../../../src/ports/session-store.ts';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { type Embedded, openEmbedded } from '../../support/embedded.ts';

let embedded: Embedded;
let begun: { readonly session: Session; readonly tokens: Tokens };

beforeEach(async () => {
  embedded = await openEmbedded();
  await embedded.app.registerUser(someRegistration, newCommand());
  begun = await embedded.app.logIn(someCredentials, newCommand());
});

afterEach(() => embedded.close());

const invalid = { code: 'INVALID_TOKEN' };
const down = new Unavailable('message store', new Error('gone'));

/** Works from the second call on. */
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

function loadUser(): LoadUser {
  return makeLoadUser({ store: embedded.stores.messageStore, userKeys: embedded.secrets.userKeys });
}

/** The use case on what is really used, but for these. */
function refreshWith(overrides: {
  readonly loadUser?: LoadUser;
  readonly accessTokens?: Pick<AccessTokens, 'issue'>;
}): RefreshSession {
  const { stores, accessTokens } = embedded;
  return makeRefreshSession({
    store: stores.sessions,
    loadUser: loadUser(),
    accessTokens,
    hashRefreshToken,
    clock: Date.now,
    ...overrides,
  });
}

describe('refreshing a session', () => {
  it('gives new tokens of the same session, and takes the old one no more', async () => {
    const { session, tokens } = await embedded.app.refreshSession(begun.tokens.refreshToken, newCommand());
    expect(session).toEqual({ ...begun.session, lastUsedAt: session.lastUsedAt });
    expect(tokens.refreshTokenExpiresAt).toBe(begun.tokens.refreshTokenExpiresAt);
    expect(await embedded.accessTokens.verify(tokens.accessToken)).toEqual({
      userId: begun.session.userId,
      sessionId: begun.session.id,
      roles: [],
    });
    await expect(embedded.app.refreshSession(begun.tokens.refreshToken, newCommand())).rejects.toMatchObject(
      invalid,
    );
    await expect(embedded.app.refreshSession(tokens.refreshToken, newCommand())).resolves.toBeDefined();
  });

  it('takes the token again after the user could not be loaded', async () => {
    const refresh = refreshWith({ loadUser: failingOnce(loadUser()) });
    await expect(refresh(begun.tokens.refreshToken, newCommand())).rejects.toBe(down);
    expect((await refresh(begun.tokens.refreshToken, newCommand())).session.id).toBe(begun.session.id);
  });

  it('takes the token again after no access token could be issued', async () => {
    const refresh = refreshWith({ accessTokens: { issue: failingOnce(embedded.accessTokens.issue) } });
    await expect(refresh(begun.tokens.refreshToken, newCommand())).rejects.toBe(down);
    expect((await refresh(begun.tokens.refreshToken, newCommand())).session.id).toBe(begun.session.id);
  });

  it('serves one of 50 parallel uses', async () => {
    const uses = Array.from({ length: 50 }, () =>
      embedded.app.refreshSession(begun.tokens.refreshToken, newCommand()),
    );
    const results = await Promise.allSettled(uses);
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toEqual(Array.from({ length: 49 }, () => expect.objectContaining(invalid)));
  });

  it('ends the session of a user who is gone', async () => {
    const refresh = refreshWith({
      loadUser: async () => ({ user: { kind: 'unknown' }, version: 0, cipher: null }),
    });
    await expect(refresh(begun.tokens.refreshToken, newCommand())).rejects.toMatchObject(invalid);
    expect(await embedded.stores.sessions.find(begun.session.id, Date.now())).toBeNull();
  });

  it('answers the same command again with the same successor, which is not used up by it', async () => {
    const command = newCommand();
    const first = await embedded.app.refreshSession(begun.tokens.refreshToken, command);
    const second = await embedded.app.refreshSession(begun.tokens.refreshToken, command);
    expect(second.session).toEqual(first.session);
    expect(second.tokens.refreshToken).toBe(first.tokens.refreshToken);
    const next = await embedded.app.refreshSession(first.tokens.refreshToken, newCommand());
    expect(next.session.id).toBe(begun.session.id);
    await expect(embedded.app.refreshSession(begun.tokens.refreshToken, command)).rejects.toMatchObject(
      invalid,
    );
  });

  it('serves every one of 50 parallel uses of the same command with one successor', async () => {
    const command = newCommand();
    const uses = Array.from({ length: 50 }, () =>
      embedded.app.refreshSession(begun.tokens.refreshToken, command),
    );
    const successors = (await Promise.all(uses)).map(({ tokens }) => tokens.refreshToken);
    expect(new Set(successors).size).toBe(1);
  });
});
