import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { type Answer, createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { logIn, me, refresh } from '../support/operations.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { password } from '../support/stack.ts';

const accessCookie = '__Host-gatehouse-access';
const refreshCookie = '__Host-gatehouse-refresh';

let product: RunningProduct;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  product = await startProduct(settings);
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await removeFolder();
});

test('a browser is given its tokens as cookies that no script reads, and none in the answer', async () => {
  const { answer } = await loggedInByCookie();
  expect(answer.data?.login).toMatchObject({ __typename: 'LoginSuccess', tokens: null });
  const cookies = answer.headers.getSetCookie().map(parseCookie);
  const attributes = {
    value: expect.stringMatching(/^\S{40,}$/),
    path: '/',
    domain: undefined,
    secure: true,
    httponly: true,
    samesite: 'lax',
  };
  expect(cookies).toEqual([
    expect.objectContaining({ name: '__Host-gatehouse-device', ...attributes }),
    expect.objectContaining({ name: accessCookie, ...attributes }),
    expect.objectContaining({ name: refreshCookie, ...attributes }),
  ]);
});

test('the cookie says who a browser is', async () => {
  const { answer, email } = await loggedInByCookie();
  const client = createGraphQLClient(product.url, { cookie: cookiesOf(answer) });
  expect(await client.get(me, {})).toMatchObject({ me: { email } });
});

test('a browser refreshes by its cookie, and gets the same again when the answer was lost', async () => {
  const { answer, email } = await loggedInByCookie();
  const client = createGraphQLClient(product.url, { cookie: cookiesOf(answer) });
  const refreshed = await client.ask(refresh, {});
  expect(refreshed.data).toMatchObject({ refresh: { __typename: 'RefreshSuccess', tokens: null } });
  expect(cookiesOf(refreshed)).not.toBe(cookiesOf(answer));
  const next = createGraphQLClient(product.url, { cookie: cookiesOf(refreshed) });
  expect(await next.get(me, {})).toMatchObject({ me: { email } });
  expect(refreshCookieOf(await client.ask(refresh, {}))).toBe(refreshCookieOf(refreshed));
});

test('a cookie that is none of ours leaves the browser signed out', async () => {
  const client = createGraphQLClient(product.url, { cookie: `${accessCookie}=forged` });
  expect(await client.get(me, {})).toEqual({ me: null });
  expect(await client.get(refresh, {})).toMatchObject({ refresh: { __typename: 'InvalidToken' } });
});

async function loggedInByCookie() {
  const client = createGraphQLClient(product.url);
  const email = newAddress();
  await registered(client, email);
  return { email, answer: await client.ask(logIn, { input: { email, password, delivery: 'COOKIE' } }) };
}

function refreshCookieOf(answer: Answer<unknown>): string | undefined {
  return cookiesOf(answer)
    .split('; ')
    .find((cookie) => cookie.startsWith(refreshCookie));
}

/** What a browser would send back. */
function cookiesOf({ headers }: Answer<unknown>): string {
  return headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
}

function parseCookie(line: string) {
  const [pair = '', ...attributes] = line.split(/; */);
  const separator = pair.indexOf('=');
  const given = new Map(
    attributes.map((attribute) => {
      const [name = '', value] = attribute.split('=');
      return [name.toLowerCase(), value];
    }),
  );
  return {
    name: pair.slice(0, separator),
    value: pair.slice(separator + 1),
    path: given.get('path'),
    domain: given.get('domain'),
    secure: given.has('secure'),
    httponly: given.has('httponly'),
    samesite: given.get('samesite')?.toLowerCase(),
  };
}
