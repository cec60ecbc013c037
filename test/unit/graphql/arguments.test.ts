import { isInterfaceType } from 'graphql';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { schema } from '../../../src/graphql/schema.ts';
import { eventDocument } from '../../support/controls/event-document.ts';
import { newCommand, someCredentials, someRegistration } from '../../support/controls/requests.ts';
import { userDocument } from '../../support/controls/user-document.ts';
import { createSignedInClient, operation } from '../../support/graphql-client.ts';
import { openGateway } from '../../support/open-gateway.ts';

let gateway: Awaited<ReturnType<typeof openGateway>>;
let token: string;
let ownId: string;

beforeAll(async () => {
  gateway = await openGateway();
  const { ensureAdministrator, app } = gateway;
  await ensureAdministrator(someRegistration, newCommand());
  const { tokens, user } = await app.logIn(someCredentials, newCommand());
  token = tokens.accessToken;
  ownId = user.id;
});

afterAll(() => gateway.close());

function answerTo(document: string, variables: Readonly<Record<string, unknown>> = {}) {
  const client = createSignedInClient(gateway.url, token);
  return client.ask(operation<unknown, typeof variables>(document), variables);
}

const idOf = (type: string, id: string) => Buffer.from(`${type}:${id}`).toString('base64');
const cursorOf = (...values: readonly unknown[]) => Buffer.from(JSON.stringify(values)).toString('base64url');

describe('an id', () => {
  test.each([
    ['user', 'query ($id: ID!) { user(by: { id: $id }) { id } }'],
    ['logins', 'query ($id: ID!) { logins(filter: { userId: $id }) { totalCount } }'],
  ])('of another kind is refused in words by %s', async (_field, document) => {
    const { errors } = await answerTo(document, { id: idOf('Session', ownId) });
    expect(errors).toMatchObject([
      {
        message: 'This id is of another kind than the one asked for.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test.each(['Foo', 'Query', 'DateTime', 'Node', 'PageInfo', 'toString'])(
    'of the kind %s, which has none, is refused in words',
    async (kind) => {
      const { data, errors } = await answerTo('query ($id: ID!) { node(id: $id) { id } }', {
        id: idOf(kind, '1'),
      });
      expect(data).toEqual({ node: null });
      expect(errors).toMatchObject([
        {
          message: 'This is no id: pass one back just as it was returned.',
          extensions: { code: 'BAD_USER_INPUT' },
        },
      ]);
    },
  );

  test('of every kind of node is looked for', async () => {
    const node = schema.getType('Node');
    const kinds = isInterfaceType(node) ? schema.getPossibleTypes(node).map(({ name }) => name) : [];
    const ids = kinds.map((kind) => idOf(kind, 'nobody'));
    expect(kinds.toSorted()).toEqual(['Event', 'Login', 'Session', 'User']);
    expect(await answerTo('query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids })).toMatchObject({
      data: { nodes: [null, null, null, null] },
      errors: undefined,
    });
  });
});

describe('a text with U+0000 is refused', () => {
  test.each([
    ['search', '{ users(search: "a\\u0000") { totalCount } }', 'search'],
    ['a filter', '{ users(filter: { role: "a\\u0000" }) { totalCount } }', 'filter'],
    ['a list in a filter', '{ events(filter: { types: ["a", "\\u0000"] }) { totalCount } }', 'filter'],
    ['an id', '{ node(id: "\\u0000") { id } }', 'id'],
    ['an input', 'mutation { login(input: { email: "a", password: "\\u0000" }) { __typename } }', 'input'],
  ])('in %s', async (_where, document, argument) => {
    const { errors } = await answerTo(document);
    expect(errors).toMatchObject([
      {
        message: `${argument} holds the character U+0000, which no text may hold.`,
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });

  test('in a variable, and of a subscription', async () => {
    const document = 'subscription ($after: String) { loginEvents(after: $after) { cursor } }';
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query: document, variables: { after: '\u0000' } }),
    });
    expect(await response.text()).toContain('after holds the character U+0000, which no text may hold.');
  });
});

test('a filter that names another account finds nothing among one’s own logins', async () => {
  const { userView, eventView } = gateway.stores;
  const details = { outcome: 'SUCCEEDED', ipAddress: null, userAgent: null } as const;
  await userView.write([userDocument({ id: ownId })]);
  await eventView.write([eventDocument({ userId: ownId, type: 'LoginSucceeded', login: details })]);
  const document = `query ($own: ID!, $other: ID!) {
    me {
      own: logins(filter: { userId: $own }) { totalCount }
      other: logins(filter: { userId: $other }) { totalCount edges { cursor } pageInfo { hasNextPage } }
    }
  }`;
  const other = idOf('User', '00000000-0000-4000-8000-000000000000');
  const nothing = { totalCount: 0, edges: [], pageInfo: { hasNextPage: false } };
  expect(await answerTo(document, { own: idOf('User', ownId), other })).toMatchObject({
    errors: undefined,
    data: { me: { own: { totalCount: 1 }, other: nothing } },
  });
});

describe('a cursor', () => {
  test.each([
    ['a fraction', cursorOf(0.5, 'a', 1)],
    ['a huge number', cursorOf(1e300, 'a', 1)],
    ['a version of more than 32 bits', cursorOf(0, 'a', 2 ** 31)],
    ['a negative version', cursorOf(0, 'a', -1)],
    ['U+0000', cursorOf(0, '\0', 1)],
    ['too little', cursorOf(0, 'a')],
  ])('with %s is refused', async (_what, after) => {
    const { errors } = await answerTo('query ($after: String) { events(after: $after) { totalCount } }', {
      after,
    });
    expect(errors).toMatchObject([
      {
        message: 'after is a cursor of an earlier page of the same list, passed back as it is.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});

describe('a position', () => {
  test('of a partition that the store does not have is refused in words, at once', async () => {
    const { errors } = await answerTo('query ($at: Position) { users(atLeast: $at) { totalCount } }', {
      at: Buffer.from('9999:1-0').toString('base64url'),
    });
    expect(errors).toMatchObject([
      {
        message: 'This position is of another store: pass one back just as a mutation returned it.',
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
  });
});
