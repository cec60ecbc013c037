import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient, type GraphQLClient } from '../support/graphql-client.ts';
import { documentsBeyond, loginsOfLogins, nested, repeat } from '../support/hostile-documents.ts';
import { openFolder } from '../support/namespaces.ts';
import { me } from '../support/operations.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';

let product: RunningProduct;
let removeFolder: () => Promise<void>;
let client: GraphQLClient;
let token: string;
let email: string;
let restingMemory: number;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  product = await startProduct({ ...settings, NODE_OPTIONS: '--max-old-space-size=192' });
  const anybody = createGraphQLClient(product.url);
  email = newAddress();
  await registered(anybody, email);
  token = (await loggedIn(anybody, email)).tokens.accessToken;
  client = createSignedInClient(product.url, token);
  restingMemory = memory();
});

afterEach(async () => {
  expect(await client.get(me, {})).toMatchObject({ me: { email } });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await removeFolder();
});

/** In milliseconds: other tests share the processors. */
const patience = 3_000;
const mostMemory = 400 * 2 ** 20;

describe('a document that asks for too much is refused before any work', () => {
  test.each(documentsBeyond)('%s', async (_what, query, limit) => {
    const { status, body } = await post({ query, operationName: /query (Q0) /.exec(query)?.[1] });
    expect(body).toEqual({
      errors: [
        expect.objectContaining({
          message: expect.stringMatching(/ more than \d+.*: .+\.$/),
          extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit },
        }),
      ],
    });
    expect(status).toBe(400);
  });

  test.each([
    [
      'a count',
      'query ($n: Int) { me { logins(first: $n) { edges { node { user { logins(last: $n) { totalCount } } } } } } }',
      { n: 100 },
    ],
    [
      'a count by default',
      'query ($n: Int = 100) { me { logins(first: $n) { edges { node { user { logins(last: $n) { totalCount } } } } } } }',
      {},
    ],
    ['ids', 'query ($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids: Array(600).fill('a') }],
  ])('by variables: %s', async (_what, query, variables) => {
    const { status, body } = await post({ query, variables });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'QUERY_LIMIT_EXCEEDED', limit: 'cost' } }] });
    expect(body).not.toHaveProperty('data');
    expect(status).toBe(400);
  });

  test('by a subscription', async () => {
    const query = `subscription { loginEvents { login { user { ${nested(3, loginsOfLogins, 'id')} } } } }`;
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await send({ query }, { accept });
      expect(await response.text()).toContain('"code":"QUERY_LIMIT_EXCEEDED"');
    }
  });

  test('by a subscription with variables', async () => {
    const query = `subscription ($n: Int) {
      loginEvents { login { user { logins(first: $n) { edges { node { user { logins(first: $n) { totalCount } } } } } } } }
    }`;
    const response = await send({ query, variables: { n: 100 } }, { accept: 'text/event-stream' });
    expect(await response.text()).toContain('"code":"QUERY_LIMIT_EXCEEDED"');
  });
});

describe('what GraphQL itself refuses costs no time either', () => {
  test.each([
    [
      'fragments that use themselves',
      '{ me { ...A } } fragment A on User { ...B ...B } fragment B on User { ...A ...A }',
    ],
    [
      'the types of the fields of the types',
      `{ __schema { types { ${nested(3, ['fields { type {', '} }'], 'name')} } } }`,
    ],
    ['unknown fields', `{ ${repeat(900, (i) => `field${i}`)} }`],
    ['a name as long as the body', `{ ${'n'.repeat(90_000)} }`],
    ['unknown arguments', `{ me(${repeat(600, (i) => `argument${i}: 1`)}) { id } }`],
    ['no document', '{'.repeat(90_000)],
    ['a text that does not end', `{ node(id: "${'x'.repeat(90_000)}`],
    ['only comments', '#\n'.repeat(45_000)],
  ])('%s', async (_what, query) => {
    const { status, body } = await post({ query });
    expect(body).toMatchObject({ errors: expect.arrayContaining([expect.anything()]) });
    expect(body).not.toHaveProperty('data');
    expect(status).toBeLessThan(500);
  });

  test('thousands of wrong items in a variable, below a long comment', async () => {
    const query = `query ($types: [String!]) { events(filter: { types: $types }) { totalCount } } #${'\n#'.repeat(10_000)}`;
    const { body } = await post({ query, variables: { types: Array(10_000).fill(1) } });
    expect(body).toMatchObject({ errors: Array(20).fill({ extensions: { code: 'BAD_USER_INPUT' } }) });
  });

  test.each([
    ['a deep list', nested(40_000, ['[', ']'], '1')],
    ['a deep object', nested(15_000, ['{"a":', '}'], '1')],
    ['a huge text', `"${'x'.repeat(90_000)}"`],
    ['a huge number', '9'.repeat(90_000)],
  ])('%s as a variable', async (_what, value) => {
    const query = 'query ($id: ID!) { node(id: $id) { id } }';
    const response = await sendText(`{"query":${JSON.stringify(query)},"variables":{"id":${value}}}`);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'BAD_USER_INPUT' } }] });
  });

  test('a body that is too long', async () => {
    expect((await send({ query: `{ __typename } #${'x'.repeat(100_000)}` })).status).toBe(413);
  });

  test('a batch', async () => {
    const response = await send(Array(2).fill({ query: '{ __typename }' }));
    expect(response.status).toBe(400);
    expect(await response.text()).not.toContain('"data"');
  });
});

test('hundreds of different documents fill no memory', async () => {
  for (let i = 0; i < 300; i++) {
    const response = await send({ query: `{ field${i} { ${'a '.repeat(1_980)} } }` });
    expect(response.status).toBe(400);
  }
}, 180_000);

test('thousands of short documents that are refused fill no memory', async () => {
  for (let i = 0; i < 100; i++) {
    const answers = Array.from({ length: 40 }, (_, j) => send({ query: `{ f${i}_${j} }` }));
    for (const response of await Promise.all(answers)) expect(await response.text()).toContain('"errors"');
  }
  expect(memory() - restingMemory).toBeLessThan(mostMemory);
}, 180_000);

/** What is refused is answered at once, and leaves nothing behind. */
async function post(body: unknown): Promise<{ readonly status: number; readonly body: unknown }> {
  const begun = performance.now();
  const response = await send(body);
  const answer: unknown = await response.json();
  expect(performance.now() - begun).toBeLessThan(patience);
  expect(memory() - restingMemory).toBeLessThan(mostMemory);
  return { status: response.status, body: answer };
}

function send(body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return sendText(JSON.stringify(body), headers);
}

function sendText(body: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...headers },
    body,
  });
}

/** What the process holds of the memory, in bytes. */
function memory(): number {
  const [, kibibytes] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${product.pid}/status`, 'utf8')) ?? [];
  return Number(kibibytes) * 1_024;
}
