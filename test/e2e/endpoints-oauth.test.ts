import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import {
  basic,
  type Endpoints,
  otherServiceSecret,
  publicUrl,
  serviceSecret,
  startEndpoints,
  uuidOf,
} from '../support/endpoints.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { me, refresh } from '../support/operations.ts';
import { waitFor } from '../support/wait-for.ts';

let endpoints: Endpoints;

beforeAll(async () => {
  endpoints = await startEndpoints();
});

afterAll(() => endpoints.close());

describe('/oauth/introspect', () => {
  test('tells services of an access token', async () => {
    const { user, session, tokens } = await endpoints.person();
    expect(await endpoints.introspect(tokens.accessToken)).toEqual({
      active: true,
      token_use: 'access',
      token_type: 'Bearer',
      iss: publicUrl,
      aud: publicUrl,
      client_id: 'gatehouse',
      sub: uuidOf(user.id),
      sid: uuidOf(session.id),
      roles: [],
      jti: expect.any(String),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  test('tells services of a refresh token, and that it is no access token', async () => {
    const { user, session, tokens } = await endpoints.person();
    expect(await endpoints.introspect(tokens.refreshToken)).toEqual({
      active: true,
      token_use: 'refresh',
      iss: publicUrl,
      client_id: 'gatehouse',
      sub: uuidOf(user.id),
      sid: uuidOf(session.id),
      iat: expect.any(Number),
      exp: expect.any(Number),
    });
  });

  test('says no more than that it is not active of any other token', async () => {
    const { user, session, tokens } = await endpoints.person();
    const client = createGraphQLClient(endpoints.url);
    const { refresh: refreshed } = await client.get(refresh, {
      input: { refreshToken: tokens.refreshToken },
    });
    expect(refreshed.__typename).toBe('RefreshSuccess');
    const ended = await endpoints.person();
    await endpoints.form('/oauth/revoke', { token: ended.tokens.accessToken });
    const others = {
      'used refresh token': tokens.refreshToken,
      'refresh token of an ended session': ended.tokens.refreshToken,
      'access token of an ended session': ended.tokens.accessToken,
      'changed access token': `${tokens.accessToken.slice(0, -2)}AA`,
      'changed refresh token': `${ended.tokens.refreshToken.slice(0, -2)}AA`,
      'id of a user': user.id,
      'id of a session': session.id,
      'bare id': uuidOf(session.id) ?? '',
      'unsigned token': `${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.e30.`,
      'other text': 'ä'.repeat(1_000),
    };
    // Within a second of the end the answer of before may stand.
    await waitFor(async () =>
      expect(await endpoints.introspect(ended.tokens.accessToken)).toEqual({ active: false }),
    );
    const found = await Promise.all(
      Object.entries(others).map(async ([what, token]) => [what, await endpoints.introspect(token)]),
    );
    expect(Object.fromEntries(found)).toEqual(
      Object.fromEntries(Object.keys(others).map((what) => [what, { active: false }])),
    );
  });

  test.each([
    ['nobody', undefined],
    ['a wrong secret', basic('shop:wrong')],
    ['another service’s secret', basic(`shop:${otherServiceSecret}`)],
    ['an unknown service', basic(`shops:${serviceSecret}`)],
  ])('tells %s nothing', async (_who, authorization) => {
    const { tokens } = await endpoints.person();
    const answer = await endpoints.form('/oauth/introspect', { token: tokens.accessToken }, authorization);
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="gatehouse", charset="UTF-8"' },
    });
    expect(JSON.parse(answer.body)).toMatchObject({ error: 'invalid_client' });
  });

  test('takes no access token in place of the secret of a service', async () => {
    const { tokens } = await endpoints.person();
    const { accessToken: token } = tokens;
    expect((await endpoints.form('/oauth/introspect', { token }, `Bearer ${token}`)).status).toBe(401);
  });
});

describe('/oauth/revoke', () => {
  test.each(['accessToken', 'refreshToken'] as const)(
    'ends the session of the %s, for all of its tokens',
    async (kind) => {
      const { tokens } = await endpoints.person();
      const client = createSignedInClient(endpoints.url, tokens.accessToken);
      expect(
        await endpoints.form('/oauth/revoke', { token: tokens[kind], token_type_hint: 'nonsense' }),
      ).toMatchObject({
        status: 200,
        headers: { 'cache-control': 'no-store' },
        body: '',
      });
      await waitFor(async () => expect(await client.codeOf(me, {})).toBe('UNAUTHENTICATED'), {
        timeout: 1_000,
      });
      const input = { refreshToken: tokens.refreshToken };
      expect(await createGraphQLClient(endpoints.url).get(refresh, { input })).toMatchObject({
        refresh: { __typename: 'InvalidToken' },
      });
    },
  );

  test('answers a token that is none just as well', async () => {
    for (const token of ['x', 'a.b.c', 'ä'.repeat(1_000)]) {
      expect(await endpoints.form('/oauth/revoke', { token })).toMatchObject({ status: 200, body: '' });
    }
  });
});

test.each(['/oauth/introspect', '/oauth/revoke'])('%s wants the token once, in a form', async (path) => {
  const authorization = basic(`shop:${serviceSecret}`);
  for (const fields of ['', 'token=', 'token=a&token=b', 'tokens=a']) {
    const { status, body } = await endpoints.form(path, fields, authorization);
    expect({ status, error: JSON.parse(body).error }).toEqual({ status: 400, error: 'invalid_request' });
  }
  const headers = { authorization, 'content-type': 'application/json' };
  expect((await endpoints.ask(path, { method: 'POST', headers, body: '{"token":"x"}' })).status).toBe(415);
  expect((await endpoints.form(path, { token: 'x'.repeat(20_000) }, authorization)).status).toBe(413);
  expect((await endpoints.ask(`${path}?token=x`, { headers })).status).toBe(405);
});

test('wrong secrets and tokens that nobody was given count for their source, and right ones do not', async () => {
  const limited = await startEndpoints({ LIMIT_GUESSES_PER_SOURCE: '3/1h' });
  onTestFinished(limited.close);
  const { tokens } = await limited.person();
  const wrong = () => limited.form('/oauth/introspect', { token: 'x' }, basic('shop:wrong'));
  for (let count = 0; count < 5; count += 1) {
    expect((await limited.form('/oauth/revoke', { token: tokens.refreshToken })).status).toBe(200);
    expect((await limited.form('/oauth/revoke', { token: tokens.accessToken })).status).toBe(200);
    expect(await limited.introspect('x')).toEqual({ active: false });
  }
  expect((await wrong()).status).toBe(401);
  expect((await limited.form('/oauth/revoke', { token: 'x' })).status).toBe(200);
  expect((await wrong()).status).toBe(401);
  const refused = { status: 429, headers: { 'retry-after': expect.stringMatching(/^3[56]\d\d$/) } };
  expect(await wrong()).toMatchObject(refused);
  expect(await limited.form('/oauth/revoke', { token: 'x' })).toMatchObject(refused);
  expect(await limited.introspect(tokens.refreshToken)).toEqual({ active: false });
});
