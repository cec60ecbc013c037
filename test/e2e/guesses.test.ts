import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { from, type LoginAnswer, logInFrom, manyLogins, wrongPassword } from '../support/guesser.ts';
import { openFolder } from '../support/namespaces.ts';
import { password, type Stack, startStack } from '../support/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack(
    { name: 'embedded', roles: ['all'], open: openFolder },
    // The tests stand for a proxy, and for every client behind it.
    {
      TRUSTED_PROXIES: '127.0.0.1',
      LIMIT_GUESSES_PER_ACCOUNT: '12/1d',
      QUERY_ALIASES: '5000',
      QUERY_TOKENS: '100000',
    },
  );
});

afterAll(() => stack[Symbol.asyncDispose]());

const url = () => stack.urls()[0];

async function newAccount(): Promise<string> {
  const email = newAddress();
  await registered(createGraphQLClient(url()), email);
  return email;
}

/** A source that nobody had before. */
const newSource = (() => {
  let last = 0;
  return () => {
    last += 1;
    return `10.1.${Math.floor(last / 250)}.${last % 250}`;
  };
})();

function guess(email: string, source: string): Promise<LoginAnswer> {
  return logInFrom(url(), { email, password: wrongPassword }, from(source));
}

function tally(answers: readonly { readonly __typename: string }[]): Readonly<Record<string, number>> {
  const names = answers.map((answer) => answer.__typename);
  return Object.fromEntries(
    [...new Set(names)].map((name) => [name, names.filter((n) => n === name).length]),
  );
}

/** Until no stranger gets in any more. */
async function lock(email: string): Promise<void> {
  await Promise.all(Array.from({ length: 12 }, () => guess(email, newSource())));
}

describe('of many guesses, only a few are made:', () => {
  test('100 at once', async () => {
    const [email, source] = [await newAccount(), newSource()];

    const answers = await Promise.all(Array.from({ length: 100 }, () => guess(email, source)));

    const { InvalidCredentials = 0, TooManyRequests = 0 } = tally(answers);
    expect(InvalidCredentials + TooManyRequests).toBe(100);
    expect(InvalidCredentials).toBeGreaterThanOrEqual(4);
    // A pause may end while they come in.
    expect(InvalidCredentials).toBeLessThanOrEqual(6);
  });

  test('ten fields of one request', async () => {
    const names = Array.from({ length: 10 }, (_, index) => `guess${index}`);
    const input = { email: await newAccount(), password: wrongPassword };

    const answers = await createGraphQLClient(url(), from(newSource())).get(manyLogins(names), { input });

    expect(tally(Object.values(answers))).toEqual({ InvalidCredentials: 4, TooManyRequests: 6 });
  });

  test('none of 1,000 aliases or of an array of requests', async () => {
    const [email, source] = [await newAccount(), newSource()];
    const names = Array.from({ length: 1_000 }, (_, index) => `guess${index}`);
    const { document: query } = manyLogins(names);
    const one = {
      query: manyLogins(['guess']).document,
      variables: { input: { email, password: wrongPassword } },
    };

    for (const body of [{ ...one, query }, Array.from({ length: 50 }, () => one)]) {
      const response = await fetch(`${url()}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...from(source) },
        body: JSON.stringify(body),
      });
      expect(await response.text()).not.toContain('InvalidCredentials');
    }

    expect(await guess(email, source)).toMatchObject({ __typename: 'InvalidCredentials' });
  });

  test('those under one idempotency key, whose answers are known', async () => {
    const [email, source, key] = [await newAccount(), newSource(), randomUUID()];
    const send = () =>
      logInFrom(url(), { email, password: wrongPassword }, { ...from(source), 'idempotency-key': key });

    const answers: LoginAnswer[] = [];
    for (let index = 0; index < 6; index += 1) answers.push(await send());

    expect(tally(answers)).toEqual({ InvalidCredentials: 4, TooManyRequests: 2 });
  });
});

describe('who guesses', () => {
  test('is slowed from the fifth time on, and told until when', async () => {
    const [email, source] = [await newAccount(), newSource()];
    for (let index = 0; index < 4; index += 1) await guess(email, source);

    const before = Date.now();
    const { __typename, retryAfter = '' } = await guess(email, source);

    expect(__typename).toBe('TooManyRequests');
    expect(new Date(retryAfter).getTime() - before).toBeGreaterThan(0);
    expect(new Date(retryAfter).getTime() - before).toBeLessThanOrEqual(2_000);
  });

  test('locks an account by guesses from many sources, and is told the same of an unknown address', async () => {
    const [email, unknown] = [await newAccount(), newAddress()];
    await lock(email);
    await lock(unknown);

    const answers = [await guess(email, newSource()), await guess(unknown, newSource())];

    expect(answers).toEqual(
      [0, 1].map(() => ({
        __typename: 'AccountLocked',
        message: answers[0]?.message,
        retryAfter: expect.any(String),
      })),
    );
    expect(await logInFrom(url(), { email, password }, from(newSource()))).toMatchObject({
      __typename: 'AccountLocked',
    });
  });

  test('does not hold up the owner who comes from elsewhere', async () => {
    const [email, source] = [await newAccount(), newSource()];
    await Promise.all(Array.from({ length: 100 }, () => guess(email, source)));

    expect(await logInFrom(url(), { email, password }, from(newSource()))).toMatchObject({
      __typename: 'LoginSuccess',
    });
  });

  test('does not hold up the owner who signed in from there before', async () => {
    const [email, source] = [await newAccount(), newSource()];
    const { tokens } = await logInFrom(url(), { email, password }, from(source));
    const deviceToken = tokens?.deviceToken ?? '';
    await lock(email);

    expect(await logInFrom(url(), { email, password }, from(source))).toMatchObject({
      __typename: 'AccountLocked',
    });
    expect(await logInFrom(url(), { email, password, deviceToken }, from(source))).toMatchObject({
      __typename: 'LoginSuccess',
    });
  });

  test('does not hold up a browser that signed in before', async () => {
    const [email, source] = [await newAccount(), newSource()];
    const cookie = await deviceCookieOf(email, source);
    await lock(email);

    expect(cookie).toMatch(/^__Host-gatehouse-device=[\w-]{51}$/);
    expect(await logInFrom(url(), { email, password }, { ...from(source), cookie })).toMatchObject({
      __typename: 'LoginSuccess',
    });
  });

  test('does not help another account by a device that is known', async () => {
    const [email, other, source] = [await newAccount(), await newAccount(), newSource()];
    const { tokens } = await logInFrom(url(), { email: other, password }, from(source));
    const deviceToken = tokens?.deviceToken ?? '';
    await lock(email);

    expect(await logInFrom(url(), { email, password, deviceToken }, from(source))).toMatchObject({
      __typename: 'AccountLocked',
    });
  });
});

describe('a source', () => {
  /** How many of ten guesses at once are refused. */
  async function refusedFrom(sources: readonly string[]): Promise<number> {
    const email = await newAccount();
    const answers = await Promise.all([...sources, ...sources].map((source) => guess(email, source)));
    return tally(answers)['TooManyRequests'] ?? 0;
  }

  test('is an IPv4 address, in whichever form', async () => {
    const forms = ['192.0.2.9', '::ffff:192.0.2.9', '::ffff:c000:209', '192.0.2.9:4711', '192.0.2.9'];
    expect(await refusedFrom(forms)).toBeGreaterThanOrEqual(4);
  });

  test('is the first half of an IPv6 address', async () => {
    const addresses = [1, 2, 3, 4, 5].map((last) => `2001:db8:7:8:9::${last}`);
    expect(await refusedFrom(addresses)).toBeGreaterThanOrEqual(4);
    expect(await refusedFrom([1, 2, 3, 4, 5].map((net) => `2001:db8:7:${net}::1`))).toBe(0);
  });

  test('is what the proxy saw, whatever the client says it forwards', async () => {
    const claimed = [1, 2, 3, 4, 5].map((last) => `198.51.100.${last}, 192.0.2.77`);
    expect(await refusedFrom(claimed)).toBeGreaterThanOrEqual(4);
  });
});

test('counters outlast the process', async () => {
  const email = await newAccount();
  await lock(email);
  await stack.stop();
  await stack.start();

  expect(await guess(email, newSource())).toMatchObject({ __typename: 'AccountLocked' });
});

async function deviceCookieOf(email: string, source: string): Promise<string> {
  const response = await fetch(`${url()}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...from(source) },
    body: JSON.stringify({
      query: manyLogins(['login']).document,
      variables: { input: { email, password, delivery: 'COOKIE' } },
    }),
  });
  const cookies = response.headers
    .getSetCookie()
    .filter((line) => line.startsWith('__Host-gatehouse-device='));
  expect(cookies.join()).toMatch(/; HttpOnly/i);
  expect(cookies.join()).toMatch(/; Secure/i);
  expect(cookies.join()).toMatch(/; SameSite=Lax/i);
  return cookies.join().split(';', 1)[0] ?? '';
}
