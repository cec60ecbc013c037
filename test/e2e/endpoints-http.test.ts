import { afterAll, beforeAll, expect, test } from 'vitest';
import type { PlainAnswer, Question } from '../support/ask.ts';
import { type Endpoints, friend, publicUrl, startEndpoints, tokenCookies } from '../support/endpoints.ts';

let endpoints: Endpoints;

beforeAll(async () => {
  endpoints = await startEndpoints();
});

afterAll(() => endpoints.close());

test('verifiers find the keys and the issuer, byte for byte', async () => {
  const common = {
    issuer: publicUrl,
    jwks_uri: `${publicUrl}/.well-known/jwks.json`,
    response_types_supported: [],
    grant_types_supported: [],
    revocation_endpoint: `${publicUrl}/oauth/revoke`,
    revocation_endpoint_auth_methods_supported: ['none'],
    introspection_endpoint: `${publicUrl}/oauth/introspect`,
    introspection_endpoint_auth_methods_supported: ['client_secret_basic'],
  };
  const [oauth, openId, keys] = await Promise.all(
    ['oauth-authorization-server', 'openid-configuration', 'jwks.json'].map((name) =>
      endpoints.ask(`/.well-known/${name}`),
    ),
  );
  expect(JSON.parse(oauth?.body ?? '')).toEqual(common);
  expect(JSON.parse(openId?.body ?? '')).toEqual({
    ...common,
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['ES256', 'EdDSA'],
  });
  for (const { headers } of [oauth, openId, keys] as readonly PlainAnswer[]) {
    expect(headers['cache-control']).toBe('public, max-age=300');
  }
});

const paths = [
  '/',
  '/graphql?query={__typename}',
  '/auth/status',
  '/auth/verify',
  '/reset-password',
  '/forgot-password',
  '/.well-known/jwks.json',
  '/.well-known/oauth-authorization-server',
  '/.well-known/openid-configuration',
  '/livez',
  '/readyz',
  '/nothing',
];

test.each(paths)('no header about hosts changes what %s answers', async (path) => {
  const other = 'evil.example';
  const forged = {
    'x-forwarded-host': other,
    'x-forwarded-proto': 'http',
    'x-forwarded-port': '666',
    'x-forwarded-prefix': '/evil',
    'x-original-url': '/evil',
    forwarded: `host=${other};proto=http`,
  };
  const questions = [{}, forged, { host: other }, { ...forged, host: `${other}:666` }];
  const [usual, ...others] = await Promise.all(questions.map((headers) => endpoints.ask(path, { headers })));
  const { date: _date, ...expected } = usual?.headers ?? {};
  for (const { headers, ...rest } of others) {
    const { date: _other, ...given } = headers;
    expect({ ...rest, headers: given }).toEqual({
      status: usual?.status,
      body: usual?.body,
      headers: expected,
    });
  }
});

test.each(paths)('%s tells browsers to stay with https, and what its answer may not do', async (path) => {
  expect((await endpoints.ask(path)).headers).toMatchObject({
    'strict-transport-security': 'max-age=31536000',
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
  });
});

test.each([
  ['/graphql', 'GET, HEAD, POST, OPTIONS'],
  ['/', 'GET, HEAD, OPTIONS'],
  ['/auth/status', 'GET, HEAD, OPTIONS'],
  ['/auth/verify', 'GET, HEAD, OPTIONS'],
  ['/reset-password', 'GET, HEAD, OPTIONS'],
  ['/oauth/introspect', 'POST, OPTIONS'],
  ['/oauth/revoke', 'POST, OPTIONS'],
  ['/.well-known/jwks.json', 'GET, HEAD, OPTIONS'],
])('%s knows the methods %s, and no others', async (path, allow) => {
  for (const method of ['PUT', 'DELETE', 'PATCH', 'TRACE']) {
    expect(await endpoints.ask(path, { method })).toMatchObject({ status: 405, headers: { allow } });
  }
  expect(await endpoints.ask(path, { method: 'OPTIONS' })).toMatchObject({
    status: 204,
    headers: { allow },
    body: '',
  });
  const head = await endpoints.ask(path, { method: 'HEAD' });
  expect(head.body).toBe('');
  expect(head.status === 405).toBe(!allow.includes('HEAD'));
});

test('a body of GraphQL that is too long, compressed or of another type is refused as GraphQL is', async () => {
  const post = (headers: Readonly<Record<string, string>>, body: NonNullable<Question['body']>) =>
    endpoints.ask('/graphql', { method: 'POST', headers, body });
  const json = { 'content-type': 'application/json' };
  async function* chunked() {
    for (let sent = 0; sent < 3; sent += 1) yield Buffer.alloc(10_000, ' ');
  }
  const query = JSON.stringify({ query: '{ __typename }' });
  expect(await post(json, query.padEnd(20_000))).toMatchObject({ status: 200 });
  const tooLong = {
    status: 413,
    body: '{"errors":[{"message":"The body is longer than 20000 bytes: send a shorter one."}]}\n',
  };
  expect(await post(json, query.padEnd(20_001))).toMatchObject(tooLong);
  expect(await post(json, chunked())).toMatchObject(tooLong);
  expect((await post({ ...json, 'content-encoding': 'gzip' }, query)).status).toBe(415);
  for (const type of [
    'text/plain',
    'text/plain; application/json',
    'multipart/form-data; application/json',
    '',
  ]) {
    const { status, body } = await post(type === '' ? {} : { 'content-type': type }, query);
    expect({ status, body }).toEqual({
      status: 415,
      body: '{"errors":[{"message":"Send the request as application/json."}]}\n',
    });
  }
});

test.each([
  '{"query": "canary-5f2c',
  'canary-5f2c',
  '"canary-5f2c"',
  '["canary-5f2c"]',
  '{"canary-5f2c": 1}x',
])('a body that is no request is not repeated: %s', async (body) => {
  const headers = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const answer = await endpoints.ask('/graphql', { method: 'POST', headers, body });
  expect(answer.status).toBe(400);
  expect(answer.body).not.toContain('canary');
});

test.each([
  ['/graphql', { 'content-type': 'application/json' }],
  ['/oauth/revoke', { 'content-type': 'application/x-www-form-urlencoded' }],
])(
  'a page of an origin that may not is refused at %s, with the session of its visitor',
  async (path, headers) => {
    const { tokens } = await endpoints.person();
    const cookie = tokenCookies(tokens.accessToken, tokens.refreshToken);
    const post = (origin: string) =>
      endpoints.ask(path, {
        method: 'POST',
        headers: { ...headers, cookie, origin },
        body: '{"query":"{ me { id } }"}',
      });
    expect(await post('https://evil.example')).toMatchObject({ status: 403 });
    expect((await post(friend)).status).not.toBe(403);
  },
);
