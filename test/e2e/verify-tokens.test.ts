import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type LoggedIn, loggedIn } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, operation } from '../support/graphql-client.ts';
import { codeOf, replaced, type Service, startService, writeModule } from '../support/guide-programs.ts';
import { openIssuer } from '../support/issue-tokens.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const guide = 'docs/guides/verify-tokens-node.md';
const secret = 'a-secret-of-at-least-32-characters';

const logOut = operation<{ readonly logout: { readonly __typename: string } }>(
  'mutation { logout { __typename } }',
);

let stack: Stack;
let issuer: string;
let service: Service;
let login: LoggedIn;

beforeAll(async () => {
  const [embedded] = presets();
  if (embedded === undefined) throw new Error('There is no way to run the product.');
  const port = await findFreePort();
  issuer = `http://127.0.0.1:${port}`;
  stack = await startStack(embedded, {
    PORT: String(port),
    PUBLIC_URL: issuer,
    SERVICE_CLIENTS: `orders:${secret}`,
  });
  login = await waitFor(() => loggedIn(createGraphQLClient(issuer)));
  service = await startService(program({}));
});

afterAll(async () => {
  service?.[Symbol.dispose]();
  await stack?.[Symbol.asyncDispose]();
});

function program(replacements: Readonly<Record<string, string>>): string {
  return replaced(codeOf(guide, '// service.mjs'), { 'https://auth.example.com': issuer, ...replacements });
}

async function answerTo(token: string, { url } = service) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
  const challenge = response.headers.get('www-authenticate');
  return response.ok ? await response.json() : { status: response.status, challenge };
}

const refused = { status: 401, challenge: 'Bearer error="invalid_token"' };
const administrator = { userId: expect.stringMatching(/^[0-9a-f-]{36}$/), roles: ['admin'] };

describe('the service that the guide for Node shows', () => {
  test('knows who holds an access token, and their roles', async () => {
    expect(await answerTo(login.tokens.accessToken)).toEqual(administrator);
  });

  test('refuses a refresh token, and what is no token', async () => {
    expect(await answerTo(login.tokens.refreshToken)).toEqual(refused);
    expect(await answerTo('')).toEqual(refused);
    expect(await answerTo(`${login.tokens.accessToken}x`)).toEqual(refused);
  });

  test('refuses what the same key signed, if it expired, is for others, or is no access token', async () => {
    const issue = await openIssuer(stack.settings);
    const answers = {
      good: await answerTo(await issue({})),
      expired: await answerTo(await issue({ lifetime: -6 })),
      forOthers: await answerTo(await issue({ audience: 'https://other.example.com' })),
      otherType: await answerTo(await issue({ type: 'JWT' })),
    };
    const nobody = { userId: expect.any(String), roles: [] };
    expect(answers).toEqual({ good: nobody, expired: refused, forOthers: refused, otherType: refused });
  });

  test('refuses the tokens of another issuer', async () => {
    const other = await startService(program({ '    issuer,': "    issuer: 'https://other.example.com'," }));
    onTestFinished(() => other[Symbol.dispose]());
    expect(await answerTo(login.tokens.accessToken, other)).toEqual(refused);
  });

  test.each([
    ['cannot be reached', async () => program({ [issuer]: `http://127.0.0.1:${await findFreePort()}` })],
    ['are not there', () => program({ '/.well-known/jwks.json': '/nowhere' })],
  ])('neither refuses nor lets in while the keys %s', async (_name, withoutKeys) => {
    const lonely = await startService(await withoutKeys());
    onTestFinished(() => lonely[Symbol.dispose]());
    expect(await answerTo(login.tokens.accessToken, lonely)).toEqual({ status: 503, challenge: null });
  });
});

describe('a session that ended', () => {
  test('is not seen by the service, and is seen by who asks the gateway', async () => {
    const { tokens } = await loggedIn(createGraphQLClient(issuer));
    const isActive = await loadIsActive();
    expect(await isActive(tokens.accessToken)).toBe(true);
    expect(await isActive(tokens.refreshToken)).toBe(false);

    await createSignedInClient(issuer, tokens.accessToken).get(logOut, {});
    expect(await isActive(tokens.accessToken)).toBe(false);
    expect(await answerTo(tokens.accessToken)).toEqual(administrator);
  });
});

async function loadIsActive(): Promise<(token: string) => Promise<boolean>> {
  const text = replaced(codeOf(guide, '// is-active.mjs'), { 'https://auth.example.com': issuer });
  const module: unknown = await import(
    /* @vite-ignore */ pathToFileURL(writeModule('is-active.mjs', text)).href
  );
  return (module as { isActive: (token: string) => Promise<boolean> }).isActive;
}
