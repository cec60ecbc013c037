import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ViewBuild } from '../../src/ports/view-builds.ts';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import {
  createGraphQLClient,
  createSignedInClient,
  type GraphQLClient,
  operation,
} from '../support/graphql-client.ts';
import { changeDisplayName } from '../support/operations.ts';
import { presets, type Stack, startStack } from '../support/stack.ts';
import { openStoresBeside } from '../support/stores-beside.ts';
import { viewsCaughtUp } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';

const everyPreset = presets();

type Arguments = Readonly<Record<string, unknown>>;

/** Every field that takes the argument. */
const documents = {
  user: 'query ($id: ID, $view: String) { user(by: { id: $id }, view: $view) { displayName loginCount version } }',
  users:
    'query ($search: String, $view: String, $at: Position) { users(search: $search, view: $view, atLeast: $at) { totalCount edges { node { displayName } } } }',
  logins: 'query ($id: ID, $view: String) { logins(filter: { userId: $id }, view: $view) { totalCount } }',
  events: 'query ($view: String) { events(view: $view) { totalCount edges { node { type } } } }',
  loginStatistics:
    'query ($view: String) { loginStatistics(time: {}, interval: MONTH, view: $view) { succeeded failed users } }',
};

const ofField = (field: keyof typeof documents) => operation<unknown, Arguments>(documents[field]);

const below = operation<unknown, Arguments>(`query ($search: String, $view: String) {
  users(search: $search, view: $view) {
    edges { node {
      loginCount
      logins { totalCount edges { node { user { displayName loginCount } } } }
      events { edges { node { type } } }
    } }
  }
}`);

const projections = operation<unknown, Arguments>(
  'query ($at: Position) { projections(atLeast: $at) { name } }',
);

async function fill<Document>(
  build: ViewBuild<Document>,
  pages: AsyncIterable<readonly Document[]>,
): Promise<void> {
  for await (const page of pages) await build.write(page);
  await build.publish();
}

describe.each(everyPreset)('with $name', (preset) => {
  let stack: Stack;
  let administrator: GraphQLClient;
  let ada: { readonly id: string; readonly client: GraphQLClient };
  /** Of her second login. */
  let at: string;
  const search = `Ada${newAddress('').slice(1, 9)}`;

  const anybody = (): GraphQLClient => createGraphQLClient(stack.urls()[0]);

  /** Ada has this name, and logged in once. */
  beforeAll(async () => {
    stack = await startStack(preset);
    const { tokens } = await waitFor(() => loggedIn(anybody()));
    administrator = createSignedInClient(stack.urls()[1], tokens.accessToken);
    const email = newAddress();
    const { user } = await registered(anybody(), email);
    const own = await loggedIn(anybody(), email);
    ada = { id: user.id, client: createSignedInClient(stack.urls()[0], own.tokens.accessToken) };
    await ada.client.get(changeDisplayName, { input: { displayName: search } });
    await keepPresentAs('then');
    await ada.client.get(changeDisplayName, { input: { displayName: 'Somebody else' } });
    const { position } = await loggedIn(anybody(), email);
    at = position;
    await administrator.get(projections, { at });
  });

  /** Makes a view of what is there, as if somebody had asked for it as of now. */
  async function keepPresentAs(name: string): Promise<void> {
    await using stores = await openStoresBeside(stack.settings);
    await viewsCaughtUp(stores);
    const { userView, userBuilds, eventView, eventBuilds } = stores;
    const [asOf, users, events] = [Date.now(), userView.scan(), eventView.scan()];
    await fill(await userBuilds.beginNamed(name, asOf), users);
    await fill(await eventBuilds.beginNamed(name, asOf), events);
  }

  afterAll(() => stack[Symbol.asyncDispose]());

  test('a user is read as of an instant, and as it is now without a name', async () => {
    expect(await administrator.get(ofField('user'), { id: ada.id, view: 'then' })).toEqual({
      user: { displayName: search, loginCount: 1, version: 3 },
    });
    expect(await administrator.get(ofField('user'), { id: ada.id })).toEqual({
      user: { displayName: 'Somebody else', loginCount: 2, version: 5 },
    });
  });

  test('users are searched as of an instant, and their logins and events are of it too', async () => {
    const user = { displayName: search, loginCount: 1 };
    expect(await administrator.get(below, { search, view: 'then' })).toEqual({
      users: {
        edges: [
          {
            node: {
              loginCount: 1,
              logins: { totalCount: 1, edges: [{ node: { user } }] },
              events: {
                edges: ['DisplayNameChanged', 'LoginSucceeded', 'UserRegistered'].map((type) => ({
                  node: { type },
                })),
              },
            },
          },
        ],
      },
    });
    expect(await administrator.get(ofField('users'), { search, at })).toEqual({
      users: { totalCount: 0, edges: [] },
    });
  });

  test('logins, events and statistics are those up to the instant', async () => {
    expect(await administrator.get(ofField('logins'), { id: ada.id, view: 'then' })).toEqual({
      logins: { totalCount: 1 },
    });
    // The administrator was made and logged in, perhaps more than once.
    const { events } = (await administrator.get(ofField('events'), { view: 'then' })) as {
      events: { totalCount: number; edges: { node: { type: string } }[] };
    };
    expect(events.edges[0]?.node.type).toBe('DisplayNameChanged');
    expect(await administrator.get(ofField('loginStatistics'), { view: 'then' })).toEqual({
      loginStatistics: [{ succeeded: 2, failed: 0, users: 2 }],
    });
  });

  test('a cursor goes on within its view, which never changes', async () => {
    const page = operation<
      { users: { edges: { cursor: string }[]; pageInfo: { hasNextPage: boolean } } },
      Arguments
    >(
      'query ($after: String) { users(first: 1, after: $after, view: "then") { edges { cursor } pageInfo { hasNextPage } } }',
    );
    const first = await administrator.get(page, {});
    expect(first.users.pageInfo.hasNextPage).toBe(true);
    const second = await administrator.get(page, { after: first.users.edges[0]?.cursor });
    expect(second.users.pageInfo.hasNextPage).toBe(false);
  });

  describe.each(Object.keys(documents) as (keyof typeof documents)[])('the field %s', (field) => {
    test.each([
      ['then', 'a view that is there'],
      ['never', 'one that is not'],
      ['*', 'what no view is called'],
    ])('does not tell others about %j: %s', async (view) => {
      expect(await anybody().codeOf(ofField(field), { id: ada.id, view })).toBe('UNAUTHENTICATED');
      expect(await ada.client.codeOf(ofField(field), { id: ada.id, view })).toBe('FORBIDDEN');
    });

    test.each(['never', '*', '', 'a,b', '_all'])('refuses the name %j in words', async (view) => {
      const { errors } = await administrator.ask(ofField(field), { id: ada.id, view });
      expect(errors).toMatchObject([
        {
          message: expect.stringContaining('gatehouse views list tells which there are.'),
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    });
  });

  test.each([
    [
      'user',
      '{ user(by: { email: "a@example.com" }, view: "then", asOf: "2026-01-01T00:00:00Z") { id } }',
      'asOf',
    ],
    ['users', 'query ($at: Position) { users(view: "then", atLeast: $at) { totalCount } }', 'atLeast'],
    ['logins', 'query ($at: Position) { logins(view: "then", atLeast: $at) { totalCount } }', 'atLeast'],
    ['events', 'query ($at: Position) { events(view: "then", atLeast: $at) { totalCount } }', 'atLeast'],
    [
      'loginStatistics',
      'query ($at: Position) { loginStatistics(time: {}, interval: DAY, view: "then", atLeast: $at) { users } }',
      'atLeast',
    ],
  ])('%s takes a name or a place, not both', async (_field, document, other) => {
    const { errors } = await administrator.ask(operation<unknown, Arguments>(document), {
      at: Buffer.from('0:0-0').toString('base64url'),
    });
    expect(errors).toMatchObject([
      {
        message: `A named view is as of an instant already, and never changes: give view or ${other}, not both.`,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});
