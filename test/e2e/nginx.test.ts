import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type LoggedIn, loggedIn } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, operation } from '../support/graphql-client.ts';
import { codeOf, replaced } from '../support/guide-programs.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { type Nginx, startNginx } from '../support/servers/nginx.ts';
import { adminEmail, password, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const logOut = operation<{ readonly logout: { readonly __typename: string } }>(
  'mutation { logout { __typename } }',
);
const uuid = expect.stringMatching(/^[0-9a-f-]{36}$/);

let stack: Stack;
let service: Server;
let nginx: Nginx;
let login: LoggedIn;

beforeAll(async () => {
  const [gatewayPort, servicePort, port] = [await findFreePort(), await findFreePort(), await findFreePort()];
  const [embedded] = presets();
  if (embedded === undefined) throw new Error('There is no way to run the product.');
  service = createServer(({ headers, url }, response) => {
    response.writeHead(url === '/broken' ? 500 : 200).end(JSON.stringify(toldOf(headers)));
  });
  await new Promise<void>((listens) => service.listen(servicePort, '127.0.0.1', listens));
  stack = await startStack(embedded, {
    PORT: String(gatewayPort),
    PUBLIC_URL: 'https://app.example.com',
    TRUSTED_PROXIES: '127.0.0.1',
  });
  nginx = await startNginx({ port, http: configuration({ gatewayPort, servicePort, port }) });
  login = await waitFor(() => loggedIn(createGraphQLClient(nginx.url)));
});

afterAll(async () => {
  await nginx?.[Symbol.asyncDispose]();
  service?.close();
  await stack?.[Symbol.asyncDispose]();
});

/** What the guide shows, without the certificate. */
function configuration(ports: { gatewayPort: number; servicePort: number; port: number }): string {
  return replaced(codeOf('docs/guides/nginx.md', 'auth_request'), {
    '127.0.0.1:4000': `127.0.0.1:${ports.gatewayPort}`,
    '127.0.0.1:3000': `127.0.0.1:${ports.servicePort}`,
    'listen 443 ssl;': `listen 127.0.0.1:${ports.port};`,
    'ssl_certificate /etc/ssl/certs/app.example.com.pem;': '',
    'ssl_certificate_key /etc/ssl/private/app.example.com.key;': '',
  });
}

function toldOf(headers: IncomingHttpHeaders) {
  return {
    user: headers['x-auth-user'] ?? null,
    roles: headers['x-auth-roles'] ?? null,
    session: headers['x-auth-session'] ?? null,
    authorization: headers.authorization ?? null,
  };
}

async function ask(headers: Readonly<Record<string, string>>, path = '/orders') {
  const response = await fetch(`${nginx.url}${path}`, { headers });
  const challenge = response.headers.get('www-authenticate');
  const body = await response.text();
  return response.ok ? { told: JSON.parse(body) } : { status: response.status, challenge };
}

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const administrator = { told: { user: uuid, roles: 'admin', session: uuid, authorization: null } };

describe('nginx as the guide sets it up', () => {
  test('tells the service who is calling, and keeps the token from it', async () => {
    expect(await ask(bearer(login.tokens.accessToken))).toEqual(administrator);
  });

  test('knows people by the cookies that they signed in with', async () => {
    const response = await fetch(`${nginx.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        query: 'mutation ($input: LoginInput!) { login(input: $input) { __typename } }',
        variables: { input: { email: adminEmail, password, delivery: 'COOKIE' } },
      }),
    });
    const cookie = response.headers.getSetCookie().map((one) => one.split(';', 1)[0]);
    expect(await ask({ cookie: cookie.join('; ') })).toEqual(administrator);
  });

  test('lets nobody name themselves', async () => {
    const forged = { 'x-auth-user': 'somebody', 'x-auth-roles': 'admin', 'x-auth-session': 'any' };
    expect(await ask(forged)).toEqual({ status: 401, challenge: 'Bearer' });
    expect(await ask({ ...bearer(login.tokens.accessToken), ...forged })).toEqual(administrator);
  });

  test('refuses a token that is none, and asks nobody from outside to verify', async () => {
    const invalid = { status: 401, challenge: 'Bearer error="invalid_token"' };
    expect(await ask(bearer(login.tokens.refreshToken))).toEqual(invalid);
    expect(await ask(bearer(login.tokens.accessToken), '/_verify')).toEqual({ status: 404, challenge: null });
  });

  test('passes an error of the service on as it is', async () => {
    expect(await ask(bearer(login.tokens.accessToken), '/broken')).toEqual({ status: 500, challenge: null });
  });

  test('refuses a session within a second after it ended', async () => {
    const { tokens } = await loggedIn(createGraphQLClient(nginx.url));
    expect(await ask(bearer(tokens.accessToken))).toEqual(administrator);
    await createSignedInClient(nginx.url, tokens.accessToken).get(logOut, {});
    const ended = performance.now();
    await waitFor(async () => expect(await ask(bearer(tokens.accessToken))).toMatchObject({ status: 401 }));
    expect(performance.now() - ended).toBeLessThan(1_000);
  });

  test('lets nobody in while the gateway is away, and says that it may pass', async () => {
    await stack.stop();
    onTestFinished(() => stack.start());
    expect(await ask(bearer(login.tokens.accessToken))).toEqual({ status: 503, challenge: null });
  });
});
