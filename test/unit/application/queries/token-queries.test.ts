import { randomUUID } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { makeAuthenticate } from '../../../../src/application/authenticate.ts';
import { makeTokenQueries } from '../../../../src/application/queries/token-queries.ts';
import {
  newRefreshToken,
  newSession,
  newTrade,
  refreshTokens,
} from '../../../support/controls/new-session.ts';
import { openEmbedded } from '../../../support/embedded.ts';
import { givenTokens } from '../../adapters/jose/given-tokens.ts';

/** A session with its tokens, and what can be told of them at a time that is set. */
async function given() {
  const embedded = await openEmbedded();
  onTestFinished(embedded.close);
  const { sessions } = embedded.stores;
  const session = newSession();
  let time = session.createdAt;
  const signing = givenTokens();
  onTestFinished(signing.close);
  const accessTokens = signing.create({ now: () => time });
  const isLive = async (id: string) => (await sessions.find(id, time)) !== null;
  const refresh = newRefreshToken(session);
  await sessions.create(session, refresh);
  const { token: access } = await accessTokens.issue({ ...session, sessionId: session.id, roles: [] }, time);
  const tokens = makeTokenQueries({
    authenticate: makeAuthenticate({ accessTokens, liveSessions: { isLive } }),
    accessTokens,
    refreshTokens,
    sessions,
    clock: () => time,
  });
  const told = async (text: string) => ({
    active: (await tokens.inspect(text))?.kind ?? null,
    mayRefresh: await tokens.mayRefresh(text),
    wasIssued: await tokens.wasIssued(text),
  });
  const pass = (milliseconds: number) => {
    time += milliseconds;
  };
  return { told, pass, session, sessions, access, refresh };
}

test('tells tokens of a session that goes on', async () => {
  const { told, access, refresh } = await given();
  expect(await told(access)).toEqual({ active: 'access', mayRefresh: false, wasIssued: true });
  expect(await told(refresh.token)).toEqual({ active: 'refresh', mayRefresh: true, wasIssued: true });
});

test('tells an access token that has expired as little as one that nobody was given', async () => {
  const { told, pass, access, refresh } = await given();
  pass(700_000);
  expect(await told(access)).toEqual({ active: null, mayRefresh: false, wasIssued: false });
  expect(await told(refresh.token)).toEqual({ active: 'refresh', mayRefresh: true, wasIssued: true });
});

test('tells tokens of a session that is over from those that nobody was given', async () => {
  const { told, session, sessions, access, refresh } = await given();
  await sessions.end(session.id, session.createdAt + 100_000);
  expect(await told(access)).toEqual({ active: null, mayRefresh: false, wasIssued: true });
  expect(await told(refresh.token)).toEqual({ active: null, mayRefresh: false, wasIssued: true });
});

test('tells a refresh token past the end of its session', async () => {
  const { told, pass, refresh } = await given();
  pass(3_600_001);
  expect(await told(refresh.token)).toEqual({ active: null, mayRefresh: false, wasIssued: true });
});

test('tells a refresh token that was traded, whose client may try again', async () => {
  const { told, session, sessions, refresh } = await given();
  await sessions.trade(newTrade(refresh, session.createdAt));
  expect(await told(refresh.token)).toEqual({ active: null, mayRefresh: true, wasIssued: true });
  expect(await told(refreshTokens.successorOf(refresh).token)).toMatchObject({ active: 'refresh' });
});

test.each([
  ['nothing', ''],
  ['a word', 'x'],
  ['the form of an access token', 'a.b.c'],
  ['an id', randomUUID()],
  ['a part of a refresh token', newRefreshToken({ id: randomUUID() }).token.slice(1)],
])('tells nothing of %s', async (_what, text) => {
  const { told } = await given();
  expect(await told(text)).toEqual({ active: null, mayRefresh: false, wasIssued: false });
});
