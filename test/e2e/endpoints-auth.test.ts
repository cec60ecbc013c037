import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Question } from '../support/ask.ts';
import { type Endpoints, startEndpoints, tokenCookies, uuidOf, withBearer } from '../support/endpoints.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { me, refresh } from '../support/operations.ts';

let endpoints: Endpoints;

beforeAll(async () => {
  endpoints = await startEndpoints();
});

afterAll(() => endpoints.close());

describe('/auth/status', () => {
  test('tells a page that nobody is signed in', async () => {
    expect(await endpoints.ask('/auth/status')).toMatchObject({
      status: 200,
      headers: { 'cache-control': 'no-store' },
      body: '{"signedIn":false,"canRefresh":false}\n',
    });
  });

  test('tells who is signed in, by header or cookie', async () => {
    const { user, session, tokens } = await endpoints.person();
    const cookie = `other=1; __Host-gatehouse-access=${tokens.accessToken}`;
    for (const question of [withBearer(tokens.accessToken), { headers: { cookie } }]) {
      const { status, body } = await endpoints.ask('/auth/status', question);
      expect({ status, ...JSON.parse(body) }).toEqual({
        status: 200,
        signedIn: true,
        userId: user.id,
        roles: [],
        sessionId: session.id,
        expiresAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
      });
    }
  });

  test('tells whether refreshing would help, which it does until the session ends', async () => {
    const { tokens } = await endpoints.person();
    const cookie = tokenCookies('expired', tokens.refreshToken);
    const status = async () =>
      JSON.parse((await endpoints.ask('/auth/status', { headers: { cookie } })).body);
    expect(await status()).toEqual({ signedIn: false, canRefresh: true });
    await endpoints.form('/oauth/revoke', { token: tokens.refreshToken });
    expect(await status()).toEqual({ signedIn: false, canRefresh: false });
  });

  test.each(['Bearer forged', 'Basic Z3JhY2U6aG9wcGVy', 'Bearer', ''])(
    'tells that nobody is signed in by the header %j',
    async (authorization) => {
      expect(await endpoints.ask('/auth/status', { headers: { authorization } })).toMatchObject({
        status: 200,
        body: '{"signedIn":false,"canRefresh":false}\n',
      });
    },
  );
});

describe('/auth/verify', () => {
  test.each(['GET', 'HEAD'])('lets a signed-in request pass and says whose it is: %s', async (method) => {
    const { user, session, tokens } = await endpoints.person();
    expect(await endpoints.ask('/auth/verify', { method, ...withBearer(tokens.accessToken) })).toMatchObject({
      status: 204,
      headers: {
        'cache-control': 'no-store',
        'x-auth-user': uuidOf(user.id),
        'x-auth-roles': '',
        'x-auth-session': uuidOf(session.id),
      },
      body: '',
    });
  });

  test('refuses everybody else, and lets no header of theirs pass for an answer', async () => {
    const { tokens } = await endpoints.person();
    const questions: readonly (readonly [string, Question])[] = [
      ['Bearer', {}],
      ['Bearer', { headers: { 'x-auth-user': 'somebody' } }],
      ['Bearer', { headers: { cookie: '__Host-gatehouse-access=forged' } }],
      ['Bearer', { path: `/auth/verify?access_token=${tokens.accessToken}` }],
      ['Bearer error="invalid_token"', withBearer(tokens.refreshToken)],
      ['Bearer error="invalid_token"', withBearer(`${tokens.accessToken}x`)],
      ['Bearer error="invalid_token"', { headers: { authorization: 'Basic Z3JhY2U6aG9wcGVy' } }],
    ];
    for (const [challenge, question] of questions) {
      const answer = await endpoints.ask('/auth/verify', question);
      expect(answer).toMatchObject({ status: 401, headers: { 'www-authenticate': challenge } });
      expect(Object.keys(answer.headers).filter((name) => name.startsWith('x-auth-'))).toEqual([]);
    }
  });
});

test('a token of one kind is none of another kind', async () => {
  const { tokens } = await endpoints.person();
  const anybody = createGraphQLClient(endpoints.url);
  const asAccess = createSignedInClient(endpoints.url, tokens.refreshToken);
  expect(await asAccess.codeOf(me, {})).toBe('UNAUTHENTICATED');
  expect(await anybody.get(refresh, { input: { refreshToken: tokens.accessToken } })).toMatchObject({
    refresh: { __typename: 'InvalidToken' },
  });
  const swapped = tokenCookies(tokens.refreshToken, tokens.accessToken);
  expect((await endpoints.ask('/auth/status', { headers: { cookie: swapped } })).body).toBe(
    '{"signedIn":false,"canRefresh":false}\n',
  );
});
