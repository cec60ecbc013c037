import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logout } from '../support/account-operations.ts';
import { newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { wrongPassword } from '../support/guesser.ts';
import { openFolder } from '../support/namespaces.ts';
import { logIn } from '../support/operations.ts';
import { password, type Stack, startStack } from '../support/stack.ts';

let stack: Stack;

beforeAll(async () => {
  stack = await startStack({ name: 'embedded', roles: ['all'], open: openFolder });
});

afterAll(() => stack[Symbol.asyncDispose]());

test('a login that is sent again once its session has ended is a wrong guess, and frees no counter', async () => {
  const [url, email] = [stack.urls()[0], newAddress()];
  await registered(createGraphQLClient(url), email);
  const keyed = createGraphQLClient(url, { 'idempotency-key': randomUUID() });
  const send = async () => (await keyed.get(logIn, { input: { email, password } })).login;
  const guess = async () =>
    (await createGraphQLClient(url).get(logIn, { input: { email, password: wrongPassword } })).login;
  const first = await send();
  expect(await send()).toEqual(first);
  const token = first.__typename === 'LoginSuccess' ? (first.tokens?.accessToken ?? '') : '';
  await createSignedInClient(url, token).get(logout, {});

  const answers = [await guess(), await guess(), await guess(), await send(), await guess()];

  expect(answers.map(({ __typename }) => __typename)).toEqual([
    ...Array.from({ length: 4 }, () => 'InvalidCredentials'),
    'TooManyRequests',
  ]);
});
