import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hashRefreshToken, newRefreshToken } from '../../../src/adapters/crypto/refresh-tokens.ts';
import {
  makeRefreshSession,
  type RefreshSession,
} from '../../../src/application/commands/refresh-session.ts';
import { type LoadUser, makeLoadUser } from '../../../src/application/load-user.ts';
import type { Tokens } from '../../../src/application/sessions.ts';
import type { AccessTokens } from '../../../src/ports/access-tokens.ts';
import { Unavailable } from '../../../src/ports/errors.ts';
import type { Session } from '../../../src/ports/session-store.ts';
import { someCredentials, someRegistration, someRequest } from '../../support/controls/requests.ts';
import { openEmbedded } from '../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let begun: { readonly session: Session; readonly tokens: Tokens };

beforeEach(async () => {
  embedded = await openEmbedded();
  await embedded.app.registerUser(someRegistration, someRequest);
  begun = await embedded.app.logIn(someCredentials, someRequest);
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

/** The use case on what is really used, but for these. */
function refreshWith(overrides: {
  readonly loadUser?: LoadUser;
  readonly accessTokens?: Pick<AccessTokens, 'issue'>;
}): RefreshSession {
  const { stores, accessTokens } = embedded;
  return makeRefreshSession({
    store: stores.sessions,
    loadUser: makeLoadUser(stores.messageStore),
    accessTokens,
    newRefreshToken,
    hashRefreshToken,
    clock: Date.now,
    ...overrides,
  });
}

describe('refreshing a session', () => {
  it('gives new tokens of the same session, and takes the old one no more', async () => {
    const { session, tokens } = await embedded.app.refreshSession(begun.tokens.refreshToken);
    expect(session).toEqual({ ...begun.session, lastUsedAt: session.lastUsedAt });
    expect(tokens.refreshTokenExpiresAt).toBe(begun.tokens.refreshTokenExpiresAt);
    expect(await embedded.accessTokens.verify(tokens.accessToken)).toEqual({
      userId: begun.session.userId,
      sessionId: begun.session.id,
      roles: [],
    });
    await expect(embedded.app.refreshSession(begun.tokens.refreshToken)).rejects.toMatchObject(invalid);
    await expect(embedded.app.refreshSession(tokens.refreshToken)).resolves.toBeDefined();
  });

  it('takes the token again after the user could not be loaded', async () => {
    const loadUser = failingOnce(makeLoadUser(embedded.stores.messageStore));
    const refresh = refreshWith({ loadUser });
    await expect(refresh(begun.tokens.refreshToken)).rejects.toBe(down);
    expect((await refresh(begun.tokens.refreshToken)).session.id).toBe(begun.session.id);
  });

  it('takes the token again after no access token could be issued', async () => {
    const refresh = refreshWith({ accessTokens: { issue: failingOnce(embedded.accessTokens.issue) } });
    await expect(refresh(begun.tokens.refreshToken)).rejects.toBe(down);
    expect((await refresh(begun.tokens.refreshToken)).session.id).toBe(begun.session.id);
  });

  it('serves one of 50 parallel uses', async () => {
    const uses = Array.from({ length: 50 }, () => embedded.app.refreshSession(begun.tokens.refreshToken));
    const results = await Promise.allSettled(uses);
    const refused = results.filter((result) => result.status === 'rejected').map(({ reason }) => reason);
    expect(refused).toEqual(Array.from({ length: 49 }, () => expect.objectContaining(invalid)));
  });

  it('ends the session of a user who is gone', async () => {
    const refresh = refreshWith({ loadUser: async () => ({ user: { kind: 'unknown' }, version: 0 }) });
    await expect(refresh(begun.tokens.refreshToken)).rejects.toMatchObject(invalid);
    expect(await embedded.stores.sessions.find(begun.session.id, Date.now())).toBeNull();
  });
});
