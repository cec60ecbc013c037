import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import {
  type ChangeDisplayNameSuccess,
  changeDisplayName,
  events,
  me,
  type UserFields,
  users,
} from '../support/operations.ts';
import { adminEmail, presets, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

const everyPreset = presets();

interface Person {
  readonly user: UserFields;
  readonly client: GraphQLClient;
}

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;

  beforeAll(async () => {
    stack = await startStack(preset);
    await waitFor(() => loggedIn(anybody()));
  });

  afterAll(() => stack[Symbol.asyncDispose]());

  const anybody = (): GraphQLClient => createGraphQLClient(stack.urls()[0]);

  async function signedIn(email: string): Promise<Person> {
    const { user, tokens } = await loggedIn(anybody(), email);
    return { user, client: createSignedInClient(stack.urls()[1], tokens.accessToken) };
  }

  async function newPerson(): Promise<Person> {
    const email = newAddress();
    await registered(anybody(), email);
    return signedIn(email);
  }

  async function renamed({ client }: Person, displayName: string | null): Promise<ChangeDisplayNameSuccess> {
    const { changeDisplayName: result } = await client.get(changeDisplayName, { input: { displayName } });
    if (result.__typename !== 'ChangeDisplayNameSuccess') throw new Error(`It is refused: ${result.message}`);
    return result;
  }

  test('a person changes their name, which everybody who may see it then finds', async () => {
    const person = await newPerson();
    const after = { ...person.user, displayName: 'Ada King', version: 3 };
    const { user, position } = await renamed(person, '  Ada   King ');
    expect(user).toEqual(after);
    expect(await person.client.get(me, { atLeast: position })).toEqual({ me: after });
    const { client } = await signedIn(adminEmail);
    const search = `${person.user.email} king`;
    expect((await client.get(users, { search, atLeast: position })).users.edges).toEqual([{ node: after }]);
    expect((await person.client.get(events, { atLeast: position })).events.edges[0]?.node).toEqual({
      id: expect.any(String),
      type: 'DisplayNameChanged',
      version: 3,
      userId: user.id,
      actorId: user.id,
      data: { displayName: 'Ada King' },
    });
  });

  test('a person takes their name away', async () => {
    const person = await newPerson();
    await renamed(person, 'Ada King');
    const { user, position } = await renamed(person, null);
    expect(user).toMatchObject({ displayName: null, version: 4 });
    expect(await person.client.get(me, { atLeast: position })).toEqual({ me: user });
  });

  test('the name that stands already succeeds, and leaves no trace', async () => {
    const person = await newPerson();
    const { user } = await renamed(person, 'Ada King');
    const again = await renamed(person, 'Ada King');
    expect(again.user).toEqual(user);
    expect((await person.client.get(events, { atLeast: again.position })).events.totalCount).toBe(3);
  });

  test('a name that is too long is refused, and says where', async () => {
    const { client } = await newPerson();
    const displayName = 'a'.repeat(101);
    expect(await client.get(changeDisplayName, { input: { displayName } })).toEqual({
      changeDisplayName: {
        __typename: 'InvalidInput',
        message: 'The input is invalid: see the issues.',
        issues: [{ path: ['input', 'displayName'], message: 'A display name has at most 100 characters.' }],
      },
    });
  });

  test('who is not signed in is told to log in', async () => {
    expect(await anybody().get(changeDisplayName, { input: { displayName: 'Ada' } })).toEqual({
      changeDisplayName: {
        __typename: 'Forbidden',
        message: 'Nobody is signed in: log in and send the access token as Authorization: Bearer.',
      },
    });
  });
});
