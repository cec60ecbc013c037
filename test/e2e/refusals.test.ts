import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import { events, logIn, logins, me, node, register, user, users } from '../support/operations.ts';
import { password, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';
import { watchLogins } from '../support/watch-logins.ts';

const everyPreset = presets();

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset);
    await waitFor(() => loggedIn(anybody()));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const anybody = (): GraphQLClient => createGraphQLClient(stack.urls()[0]);
  const somebody = async () => {
    const email = newAddress();
    await registered(anybody(), email);
    const { tokens, user: fields, session, position } = await loggedIn(anybody(), email);
    const token = tokens.accessToken;
    const client = createSignedInClient(stack.urls()[1], token);
    return { client, token, user: fields, session, email, position };
  };

  test.each([
    ['an address without a domain', { email: 'ada' }, 'email'],
    ['an address with an invisible character', { email: 'a\u200bda@example.com' }, 'email'],
    ['a password of 1,025 bytes', { password: `${'é'.repeat(512)}a` }, 'password'],
    ['a display name of 101 characters', { displayName: 'x'.repeat(101) }, 'displayName'],
    ['a display name with a control character', { displayName: 'Ada\u0007' }, 'displayName'],
  ])('refuses %s and says where it stands', async (_what, wrong, field) => {
    const input = { email: newAddress(), password, ...wrong };
    expect(await anybody().get(register, { input })).toEqual({
      register: {
        __typename: 'InvalidInput',
        message: 'The input is invalid: see the issues.',
        issues: [{ path: ['input', field], message: expect.stringMatching(/^An? .+\.$/) }],
      },
    });
  });

  test('says everything that is wrong with an input at once', async () => {
    const input = { email: 'ada', password: 'x'.repeat(1_025), displayName: 'Ada\u0007' };
    expect(await anybody().get(register, { input })).toMatchObject({
      register: {
        __typename: 'InvalidInput',
        issues: [
          { path: ['input', 'email'] },
          { path: ['input', 'password'] },
          { path: ['input', 'displayName'] },
        ],
      },
    });
  });

  test('refuses a password of 1,025 bytes at a login too, before any work', async () => {
    const input = { email: newAddress(), password: 'a'.repeat(1_025) };
    expect(await anybody().get(logIn, { input })).toMatchObject({
      login: { __typename: 'InvalidInput', issues: [{ path: ['input', 'password'] }] },
    });
  });

  test.each([
    ['short', 'fourteen chars'],
    ['common', 'passwordpassword'],
    ['of the product', 'gatehouse-gatehouse'],
  ])('refuses a password that is %s, and says what would help', async (_why, weak) => {
    const email = newAddress();
    expect(await anybody().get(register, { input: { email, password: weak } })).toEqual({
      register: {
        __typename: 'WeakPassword',
        message: expect.stringMatching(/./),
        suggestions: expect.arrayContaining([expect.stringMatching(/./)]),
      },
    });
    expect((await anybody().get(logIn, { input: { email, password: weak } })).login.__typename).toBe(
      'InvalidCredentials',
    );
  });

  test('tells nobody anything who is not signed in', async () => {
    const { user: other, email } = await somebody();
    expect(await anybody().get(me, {})).toEqual({ me: null });
    expect({
      users: await anybody().codeOf(users, {}),
      user: await anybody().codeOf(user, { by: { id: other.id } }),
      userByEmail: await anybody().codeOf(user, { by: { email } }),
      logins: await anybody().codeOf(logins, {}),
      events: await anybody().codeOf(events, {}),
      node: await anybody().codeOf(node, { id: other.id }),
      subscription: await watchLogins(stack.urls()[0], {}).refusal(),
    }).toEqual({
      users: 'UNAUTHENTICATED',
      user: 'UNAUTHENTICATED',
      userByEmail: 'UNAUTHENTICATED',
      logins: 'UNAUTHENTICATED',
      events: 'UNAUTHENTICATED',
      node: 'UNAUTHENTICATED',
      subscription: 'UNAUTHENTICATED',
    });
  });

  test('keeps people from what belongs to others', async () => {
    const { client, token, user: own } = await somebody();
    const other = await somebody();
    const { position } = other;
    const [event] = (await other.client.get(events, { atLeast: position })).events.edges;
    const filter = { userId: other.user.id };
    expect({
      users: await client.codeOf(users, { atLeast: position }),
      user: await client.codeOf(user, { by: { id: other.user.id }, atLeast: position }),
      userByEmail: await client.codeOf(user, { by: { email: other.email }, atLeast: position }),
      userByUnknownEmail: await client.codeOf(user, { by: { email: newAddress() } }),
      logins: await client.codeOf(logins, { filter, atLeast: position }),
      node: await client.codeOf(node, { id: other.user.id }),
      session: await client.codeOf(node, { id: other.session.id }),
      event: await client.codeOf(node, { id: event?.node.id ?? '' }),
      subscription: await watchLogins(stack.urls()[0], { token, filter }).refusal(),
    }).toEqual({
      users: 'FORBIDDEN',
      user: 'FORBIDDEN',
      userByEmail: 'FORBIDDEN',
      userByUnknownEmail: 'FORBIDDEN',
      logins: 'FORBIDDEN',
      node: 'FORBIDDEN',
      session: 'FORBIDDEN',
      event: 'FORBIDDEN',
      subscription: 'FORBIDDEN',
    });
    const seen = await client.get(events, { atLeast: position });
    expect(new Set(seen.events.edges.map((edge) => edge.node.userId))).toEqual(new Set([own.id]));
  });
});
