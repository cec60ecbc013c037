import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { logout } from '../support/account-operations.ts';
import { newAddress, registered } from '../support/accounts.ts';
import { launchChromium } from '../support/graphiql.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { changeDisplayName, logIn, me, refresh } from '../support/operations.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { password } from '../support/stack.ts';

let browser: Browser;
let context: BrowserContext;
let product: RunningProduct;
let gateway: string;
let neighbour: Pages;
let friend: Pages;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  // Another port of one host is of the same site: browsers send cookies along, SameSite or not.
  neighbour = await servePages();
  friend = await servePages();
  product = await startProduct({ ...settings, CORS_ORIGINS: friend.origin });
  // Browsers keep secure cookies of this name without https.
  gateway = product.url.replace('127.0.0.1', 'localhost');
  browser = await launchChromium(inject('chromiumPath'));
});

beforeEach(async () => {
  context = await browser.newContext();
});

afterEach(() => context.close());

afterAll(async () => {
  await browser.close();
  await product[Symbol.asyncDispose]();
  await Promise.all([neighbour.close(), friend.close(), removeFolder()]);
});

test('a browser logs in, comes back, refreshes and logs out, and no script ever sees a token', async () => {
  const page = await pageOf(gateway);
  expect(await statusOf(page)).toEqual({ signedIn: false, canRefresh: false });
  const email = await signIn(page);
  const signedIn = { signedIn: true, userId: expect.any(String), roles: [], sessionId: expect.any(String) };
  expect(await statusOf(page)).toEqual({ ...signedIn, expiresAt: expect.any(String) });
  expect(await page.evaluate('document.cookie')).toBe('');
  expect(
    (await cookies()).map(({ name, httpOnly, secure, sameSite }) => ({ name, httpOnly, secure, sameSite })),
  ).toEqual(
    expect.arrayContaining(
      ['__Host-gatehouse-access', '__Host-gatehouse-refresh'].map((name) => ({
        name,
        httpOnly: true,
        secure: true,
        sameSite: 'Lax',
      })),
    ),
  );

  await page.reload();
  expect(await statusOf(page)).toMatchObject({ signedIn: true });
  expect(await send(page, { ...me, variables: {} })).toMatchObject({ data: { me: { email } } });

  const before = await cookies();
  expect(await send(page, { ...refresh, variables: {} })).toMatchObject({
    data: { refresh: { __typename: 'RefreshSuccess', tokens: null } },
  });
  const after = await cookies();
  expect(textOf(after, 'refresh')).not.toBe(textOf(before, 'refresh'));

  await context.clearCookies({ name: '__Host-gatehouse-access' });
  expect(await statusOf(page)).toEqual({ signedIn: false, canRefresh: true });
  await send(page, { ...refresh, variables: {} });
  expect(await statusOf(page)).toMatchObject({ signedIn: true });

  expect(await send(page, { ...logout, variables: {} })).toMatchObject({
    data: { logout: { __typename: 'LogoutSuccess' } },
  });
  expect(await statusOf(page)).toEqual({ signedIn: false, canRefresh: false });
  expect((await cookies()).filter(({ name }) => /access|refresh/.test(name))).toEqual([]);
});

test('a page of another origin neither reads nor changes anything, by whatever it sends', async () => {
  const email = await signIn(await pageOf(gateway));
  for (const origin of [neighbour.origin, neighbour.origin.replace('localhost', '127.0.0.1')]) {
    const page = await pageOf(origin);
    expect(await statusOf(page)).toBe('refused');
    expect(await send(page, { ...me, variables: {} })).toBe('refused');
    const rename = JSON.stringify({
      query: changeDisplayName.document,
      variables: { input: { displayName: 'Evil' } },
    });
    for (const type of [
      'application/json',
      'text/plain',
      'text/plain; application/json',
      'application/x-www-form-urlencoded',
    ]) {
      expect(await sendUnread(page, type, rename)).toBe('refused, or not to be read');
    }
    const answered = page.waitForResponse((response) => response.url().startsWith(gateway));
    await submitForm(page, rename);
    expect((await answered).status()).toBe(403);
  }
  const page = await pageOf(gateway);
  expect(await send(page, { ...me, variables: {} })).toMatchObject({
    data: { me: { email, displayName: null } },
  });
});

test('a page of another origin can show nothing of the gateway in a frame', async () => {
  const page = await pageOf(neighbour.origin);
  const loaded = page.waitForEvent('console', (message) => message.text().includes("frame-ancestors 'none'"));
  await page.setContent(`<iframe src="${gateway}/graphql"></iframe>`);
  await loaded;
});

test('a page of an origin that may reads and changes what its visitor may', async () => {
  const email = await signIn(await pageOf(gateway));
  const page = await pageOf(friend.origin);
  expect(await statusOf(page)).toMatchObject({ signedIn: true });
  expect(await send(page, { ...me, variables: {} })).toMatchObject({ data: { me: { email } } });
  const variables = { input: { displayName: 'Ada' } };
  expect(await send(page, { ...changeDisplayName, variables })).toMatchObject({
    data: { changeDisplayName: { user: { displayName: 'Ada' } } },
  });
});

const emptyPage = '<!doctype html><title>A page</title>';

interface Pages {
  readonly origin: string;
  close(): Promise<void>;
}

/** An origin with an empty page. */
async function servePages(): Promise<Pages> {
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/html' }).end(emptyPage),
  );
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

/** An empty page of an origin. The gateway's own stands where a proxy would put an application. */
async function pageOf(origin: string): Promise<Page> {
  const page = await context.newPage();
  await page.route(`${gateway}/app`, (route) => route.fulfill({ contentType: 'text/html', body: emptyPage }));
  await page.goto(origin === gateway ? `${origin}/app` : origin);
  return page;
}

async function signIn(page: Page): Promise<string> {
  const email = newAddress();
  await registered(createGraphQLClient(product.url), email);
  const variables = { input: { email, password, delivery: 'COOKIE' } };
  expect(await send(page, { ...logIn, variables })).toMatchObject({
    data: { login: { __typename: 'LoginSuccess', tokens: null } },
  });
  return email;
}

function statusOf(page: Page): Promise<unknown> {
  return read(page, `${gateway}/auth/status`, {});
}

function send(page: Page, { document: query, variables }: { document: string; variables: object }) {
  return read(page, `${gateway}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
}

interface Sent {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

/** What a script of the page reads; `refused` when its browser does not let it. */
function read(page: Page, url: string, init: Sent): Promise<unknown> {
  return page.evaluate(
    ([address, options]) =>
      fetch(address, { ...options, credentials: 'include' }).then(
        (response) => response.json(),
        () => 'refused',
      ),
    [url, init] as const,
  );
}

/** Sends what needs no leave to be sent, as no answer is asked for. */
function sendUnread(page: Page, type: string, body: string): Promise<string> {
  return page.evaluate(
    ([url, contentType, text]) =>
      fetch(`${url}/graphql`, {
        method: 'POST',
        mode: contentType === 'application/json' ? 'cors' : 'no-cors',
        credentials: 'include',
        headers: { 'content-type': contentType },
        body: text,
      }).then(
        (response) => (response.type === 'opaque' ? 'refused, or not to be read' : 'read'),
        () => 'refused, or not to be read',
      ),
    [gateway, type, body] as const,
  );
}

/** As a plain form, in which the JSON stands in the name of a field. */
async function submitForm(page: Page, text: string): Promise<void> {
  const name = text.replaceAll('"', '&quot;');
  await page.setContent(
    `<form method="post" enctype="text/plain" action="${gateway}/graphql"><input name="${name}"><button>Go</button></form>`,
  );
  await page.getByRole('button').click();
}

function cookies() {
  return context.cookies(gateway);
}

function textOf(found: Awaited<ReturnType<typeof cookies>>, name: string): string | undefined {
  return found.find((cookie) => cookie.name.endsWith(name))?.value;
}
