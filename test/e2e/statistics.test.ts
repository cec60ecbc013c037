import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import { type LoginBucket, logIn, loginStatistics } from '../support/operations.ts';
import { adminEmail, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const everyPreset = presets();
const always = {};

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset);
    await waitFor(() => loggedIn(anybody()));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const anybody = (): GraphQLClient => createGraphQLClient(stack.urls()[0]);

  async function signedIn(
    email: string,
  ): Promise<{ readonly client: GraphQLClient; readonly position: string }> {
    const { tokens, position } = await loggedIn(anybody(), email);
    return { client: createSignedInClient(stack.urls()[1], tokens.accessToken), position };
  }

  async function fail(email: string): Promise<void> {
    const input = { email, password: 'not the right one' };
    const { login } = await anybody().get(logIn, { input });
    expect(login.__typename).toBe('InvalidCredentials');
  }

  function sum(buckets: readonly LoginBucket[]): Omit<LoginBucket, 'start' | 'users'> {
    const total = (value: (bucket: LoginBucket) => number) =>
      buckets.reduce((rest, each) => rest + value(each), 0);
    return { succeeded: total(({ succeeded }) => succeeded), failed: total(({ failed }) => failed) };
  }

  test('a person sees the logins to their own account, by every interval', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    await fail(email);
    await fail(email);
    const { client, position } = await signedIn(email);
    for (const interval of ['MINUTE', 'HOUR', 'DAY', 'WEEK', 'MONTH'] as const) {
      const { loginStatistics: buckets } = await client.get(loginStatistics, {
        time: always,
        interval,
        atLeast: position,
      });
      expect(sum(buckets)).toEqual({ succeeded: 1, failed: 2 });
      expect(Math.max(...buckets.map(({ users }) => users))).toBe(1);
    }
  });

  test('an administrator sees those of everybody, each account once', async () => {
    const emails = [newAddress(), newAddress()];
    const from = new Date().toISOString();
    for (const email of emails) {
      await registered(anybody(), email);
      await fail(email);
      const { client, position } = await signedIn(email);
      await client.get(loginStatistics, { time: { from }, interval: 'DAY', atLeast: position });
    }
    const { client, position } = await signedIn(adminEmail);
    const { loginStatistics: buckets } = await client.get(loginStatistics, {
      time: { from },
      interval: 'MONTH',
      atLeast: position,
    });
    expect(sum(buckets)).toEqual({ succeeded: 3, failed: 2 });
    expect(Math.max(...buckets.map(({ users }) => users))).toBe(3);
  });

  test('days without logins are there too', async () => {
    const { client } = await signedIn(adminEmail);
    const time = { from: '2024-02-28T00:00:00Z', to: '2024-03-02T00:00:00Z' };
    expect(await client.get(loginStatistics, { time, interval: 'DAY' })).toEqual({
      loginStatistics: ['2024-02-28', '2024-02-29', '2024-03-01'].map((day) => ({
        start: `${day}T00:00:00.000Z`,
        succeeded: 0,
        failed: 0,
        users: 0,
      })),
    });
  });

  test('a range of too many intervals, or that ends before it begins, is refused with what to do', async () => {
    const { client } = await signedIn(adminEmail);
    const [from, to] = ['2026-01-01T00:00:00Z', '2026-02-01T00:00:00Z'];
    const { errors } = await client.ask(loginStatistics, { time: { from, to }, interval: 'MINUTE' });
    expect(errors).toMatchObject([
      {
        message:
          'The range has 44640 intervals of one minute, and an answer at most 1000: ask for a shorter range, or for longer intervals.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    const backwards = { time: { from: to, to: from }, interval: 'DAY' } as const;
    expect(await client.codeOf(loginStatistics, backwards)).toBe('BAD_USER_INPUT');
  });

  test('who is not signed in is told so', async () => {
    expect(await anybody().codeOf(loginStatistics, { time: always, interval: 'DAY' })).toBe(
      'UNAUTHENTICATED',
    );
  });
});
