import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import { events, logIn, logins, me, node, refresh, register, users } from '../support/operations.ts';
import { adminEmail, password, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const everyPreset = presets();

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset);
    await waitFor(() => loggedIn(anybody()));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const anybody = (): GraphQLClient => createGraphQLClient(stack.urls()[0]);
  const signedIn = async (email: string) => {
    const login = await loggedIn(anybody(), email);
    // Whatever the first gateway did, the second one knows.
    return { ...login, client: createSignedInClient(stack.urls()[1], login.tokens.accessToken) };
  };

  test('a person registers, logs in, and sees who they are and what they did', async () => {
    const email = newAddress('ada');
    const input = { email, password, displayName: 'Ada  Lovelace ' };
    const { register: made } = await anybody().get(register, { input });
    const before = {
      id: expect.any(String),
      email,
      displayName: 'Ada Lovelace',
      roles: [],
      status: 'ACTIVE',
      loginCount: 0,
      version: 1,
    };
    expect(made).toEqual({ __typename: 'RegisterSuccess', user: before, position: expect.any(String) });

    const { client, user, session, position } = await signedIn(email);
    const after = { ...before, id: user.id, loginCount: 1, version: 2 };
    expect(user).toEqual(after);
    expect(session).toEqual({ id: expect.any(String), current: true });
    expect(await client.get(me, { atLeast: position })).toEqual({ me: after });
    expect(await client.get(node, { id: user.id })).toEqual({
      node: { __typename: 'User', id: user.id, email, version: 2 },
    });
    expect((await client.get(logins, { atLeast: position })).logins).toMatchObject({
      totalCount: 1,
      edges: [{ node: { outcome: 'SUCCEEDED', userId: user.id } }],
    });
    expect((await client.get(events, { atLeast: position })).events.edges).toEqual([
      { node: eventOf(user.id, 2, 'LoginSucceeded', expect.objectContaining({ ipAddress: '127.0.0.1' })) },
      {
        node: eventOf(user.id, 1, 'UserRegistered', { email, displayName: 'Ada Lovelace', roles: [] }),
      },
    ]);
  });

  test('an administrator finds everybody by the beginnings of words', async () => {
    const email = newAddress('linus');
    const { user, position } = await registered(anybody(), email);
    const { client } = await signedIn(adminEmail);
    const found = await client.get(users, { search: email.slice(0, 12), atLeast: position });
    expect(found.users).toMatchObject({ totalCount: 1, edges: [{ node: user }] });
  });

  test.each([
    ['in the same spelling', (email: string) => email],
    ['in capitals', (email: string) => email.toUpperCase()],
    ['in full-width letters', toFullWidth],
  ])('an address registers once only: %s', async (_how, respell) => {
    const email = newAddress();
    await registered(anybody(), email);
    expect(await anybody().get(register, { input: { email: respell(email), password } })).toEqual({
      register: {
        __typename: 'EmailTaken',
        message:
          'An account with this e-mail address exists already. Log in instead, or use another address.',
      },
    });
    expect(await loggedIn(anybody(), respell(email))).toMatchObject({ user: { email } });
  });

  test('of many who register one address at once, one gets it', async () => {
    const email = newAddress();
    const results = await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        createGraphQLClient(stack.urls()[index % 2 === 0 ? 0 : 1]).get(register, {
          input: { email, password },
        }),
      ),
    );
    const kinds = results.map((result) => result.register.__typename).sort();
    expect(kinds).toEqual([...Array(7).fill('EmailTaken'), 'RegisterSuccess']);
  });

  test('a wrong password is answered as an unknown address is', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const refused = {
      login: { __typename: 'InvalidCredentials', message: 'The e-mail address or the password is wrong.' },
    };
    const wrong = { email, password: `${password}!` };
    const unknown = { email: newAddress(), password };
    expect(await anybody().get(logIn, { input: wrong })).toEqual(refused);
    expect(await anybody().get(logIn, { input: unknown })).toEqual(refused);
    const { client, position } = await signedIn(email);
    const { edges } = (await client.get(logins, { atLeast: position })).logins;
    expect(edges.map((edge) => edge.node.outcome)).toEqual(['SUCCEEDED', 'FAILED']);
  });

  test('a refresh token is traded for one successor in the same session, at whichever gateway', async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const { tokens, session, user } = await loggedIn(anybody(), email);
    const input = { refreshToken: tokens.refreshToken };
    const second = createGraphQLClient(stack.urls()[1]);
    const { refresh: refreshed } = await second.get(refresh, { input });
    expect(refreshed).toEqual({
      __typename: 'RefreshSuccess',
      session: { id: session.id },
      tokens: { accessToken: expect.any(String), refreshToken: expect.any(String) },
    });
    if (refreshed.__typename !== 'RefreshSuccess' || refreshed.tokens === null) return;
    expect(refreshed.tokens.refreshToken).not.toBe(tokens.refreshToken);
    const client = createSignedInClient(stack.urls()[0], refreshed.tokens.accessToken);
    expect(await client.get(me, {})).toMatchObject({ me: { id: user.id } });
    // Whoever lost the answer asks again, and is given the same successor.
    const { refreshToken } = refreshed.tokens;
    const again = (await anybody().get(refresh, { input })).refresh;
    expect(again).toMatchObject({ __typename: 'RefreshSuccess', tokens: { refreshToken } });
  });

  test('what was acknowledged is there after a restart', async () => {
    const email = newAddress();
    const { user, position } = await registered(anybody(), email);
    const { tokens } = await loggedIn(anybody(), email);
    await stack.stop();
    await stack.start();
    const held = createSignedInClient(stack.urls()[0], tokens.accessToken);
    expect(await held.get(me, { atLeast: position })).toMatchObject({ me: { id: user.id } });
    const { client, position: latest } = await signedIn(email);
    expect(await client.get(me, { atLeast: latest })).toEqual({
      me: { ...user, loginCount: 2, version: 3 },
    });
    expect((await client.get(events, { atLeast: latest })).events.totalCount).toBe(3);
  });
});

function eventOf(userId: string, version: number, type: string, data: unknown) {
  return { id: expect.any(String), type, version, userId, actorId: null, data };
}

/** The same text in the wide forms that East Asian input methods type. */
function toFullWidth(text: string): string {
  return text.replaceAll(/[!-~]/g, (character) =>
    String.fromCodePoint((character.codePointAt(0) ?? 0) + 0xfee0),
  );
}
