import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { type Answer, createGraphQLClient, type Operation } from '../support/graphql-client.ts';
import { changeDisplayName, events, logIn, me, refresh, register } from '../support/operations.ts';
import { password, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const everyPreset = presets();

interface Often {
  readonly headers?: Readonly<Record<string, string>>;
  /** How often at once; 20 if left out. */
  readonly times?: number;
}

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    // To send the same login often at once looks like guessing.
    stack = await startStack(preset, { GUESSES_BEFORE_DELAY: '20' });
    await waitFor(() => loggedIn(createGraphQLClient(stack.urls()[0])));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const anybody = (gateway = 0) => createGraphQLClient(stack.urls()[gateway % 2 === 0 ? 0 : 1]);

  /** Sends the same twice, one after the other, and often before at once, to both gateways by turns. */
  async function sendOften<Data, Variables>(
    operation: Operation<Data, Variables>,
    variables: Variables,
    { headers = {}, times = 20 }: Often = {},
  ): Promise<readonly Answer<Data>[]> {
    const all = { 'idempotency-key': randomUUID(), ...headers };
    const send = (gateway: number) =>
      createGraphQLClient(stack.urls()[gateway % 2 === 0 ? 0 : 1], all).ask(operation, variables);
    const atOnce = await Promise.all(Array.from({ length: times }, (_, index) => send(index)));
    return [...atOnce, await send(0), await send(1)];
  }

  async function eventsOf(email: string): Promise<readonly string[]> {
    const { tokens, position } = await loggedIn(anybody(), email);
    const client = createGraphQLClient(stack.urls()[0], { authorization: `Bearer ${tokens.accessToken}` });
    const { edges } = (await client.get(events, { atLeast: position })).events;
    // Without the login that it took to ask.
    return edges.slice(1).map((edge) => edge.node.type);
  }

  test('a registration that is sent again makes one account, and is answered the same', async () => {
    const email = newAddress();
    const answers = await sendOften(register, { input: { email, password, displayName: 'Ada' } });
    expect(theOnly(answers)).toEqual({
      register: {
        __typename: 'RegisterSuccess',
        user: expect.objectContaining({ email, displayName: 'Ada', version: 1 }),
        position: expect.any(String),
      },
    });
    expect(await eventsOf(email)).toEqual(['UserRegistered']);
  });

  test('a login that is sent again begins one session, and is answered with the same tokens', async () => {
    const email = newAddress();
    const { user } = await registered(anybody(), email);
    const answer = theOnly(await sendOften(logIn, { input: { email, password } }));
    expect(answer).toMatchObject({
      login: { __typename: 'LoginSuccess', user: { id: user.id, loginCount: 1, version: 2 } },
    });
    expect(await eventsOf(email)).toEqual(['LoginSucceeded', 'UserRegistered']);
    const { tokens } = loginIn(answer);
    const input = { refreshToken: tokens?.refreshToken ?? '' };
    expect(await anybody(1).get(refresh, { input })).toMatchObject({
      refresh: { __typename: 'RefreshSuccess' },
    });
  });

  test('a browser that logs in again is sent the same cookies', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const answers = await sendOften(logIn, { input: { email, password, delivery: 'COOKIE' } });
    expect(theOnly(answers)).toMatchObject({ login: { __typename: 'LoginSuccess', tokens: null } });
    const cookies = new Set(answers.map(({ headers }) => JSON.stringify(headers.getSetCookie())));
    expect([...cookies]).toEqual([expect.stringContaining('__Host-gatehouse-refresh')]);
    expect(await eventsOf(email)).toEqual(['LoginSucceeded', 'UserRegistered']);
  });

  test('a wrong password that is sent again is recorded once', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const input = { email, password: 'eight yellow saucepans hum' };
    // A replay is an attempt too, and 20 of them are let through.
    expect(theOnly(await sendOften(logIn, { input }, { times: 15 }))).toMatchObject({
      login: { __typename: 'InvalidCredentials' },
    });
    expect(await eventsOf(email)).toEqual(['LoginFailed', 'UserRegistered']);
  });

  test('a refresh that is sent again is answered with the same successor, which works', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const { tokens, session } = await loggedIn(anybody(), email);
    const answer = theOnly(await sendOften(refresh, { input: { refreshToken: tokens.refreshToken } }));
    expect(answer).toMatchObject({ refresh: { __typename: 'RefreshSuccess', session: { id: session.id } } });
    if (answer.refresh.__typename !== 'RefreshSuccess') return;
    const input = { refreshToken: answer.refresh.tokens?.refreshToken ?? '' };
    expect(await anybody(1).get(refresh, { input })).toMatchObject({
      refresh: { __typename: 'RefreshSuccess', session: { id: session.id } },
    });
  });

  test('a change of name that is sent again is made once, and does not undo a later one', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const { tokens } = await loggedIn(anybody(), email);
    const headers = {
      authorization: `Bearer ${tokens.accessToken}`,
      'idempotency-key': `"${randomUUID()}"`,
    };
    const grace = { input: { displayName: 'Grace' } };
    const answer = theOnly(await sendOften(changeDisplayName, grace, { headers }));
    expect(answer).toMatchObject({
      changeDisplayName: {
        __typename: 'ChangeDisplayNameSuccess',
        user: { displayName: 'Grace', version: 3 },
      },
    });
    const { authorization } = headers;
    const client = createGraphQLClient(stack.urls()[0], { authorization });
    await client.get(changeDisplayName, { input: { displayName: 'Hedy' } });
    expect(theOnly(await sendOften(changeDisplayName, grace, { headers }))).toEqual(answer);
    expect((await eventsOf(email)).slice(0, 2)).toEqual(['DisplayNameChanged', 'DisplayNameChanged']);
  });

  test('a key names one request: with another input it is refused', async () => {
    const client = createGraphQLClient(stack.urls()[0], { 'idempotency-key': randomUUID() });
    const email = newAddress();
    await client.get(register, { input: { email, password } });
    const other = { input: { email: newAddress(), password } };
    expect(await client.codeOf(register, other)).toBe('IDEMPOTENCY_KEY_REUSED');
  });

  test('what is no key is refused with what to send, where it would have mattered', async () => {
    const client = createGraphQLClient(stack.urls()[0], { 'idempotency-key': 'too short' });
    const answer = await client.ask(register, { input: { email: newAddress(), password } });
    expect(answer).toMatchObject({
      httpStatus: 400,
      errors: [{ message: expect.stringContaining('send a UUID'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
    expect(await client.get(me, {})).toEqual({ me: null });
  });
});

/** The data of answers that are all the same. */
function theOnly<Data>(answers: readonly Answer<Data>[]): Data {
  const [first, ...others] = answers.map(({ data, errors, httpStatus }) => ({ data, errors, httpStatus }));
  expect(others).toEqual(others.map(() => first));
  if (first?.data === null || first?.data === undefined) throw new Error(JSON.stringify(first?.errors));
  return first.data;
}

function loginIn(data: { readonly login: object }) {
  return data.login as { readonly tokens: { readonly refreshToken: string } | null };
}
