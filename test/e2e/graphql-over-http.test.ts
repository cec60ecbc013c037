import { serverAudits } from 'graphql-http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { me } from '../support/operations.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';

let product: RunningProduct;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  product = await startProduct(settings);
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await removeFolder();
});

const endpoint = () => `${product.url}/graphql`;

describe('the audits of the specification of GraphQL over HTTP', () => {
  const audits = serverAudits({ url: endpoint });

  test('are all there', () => {
    expect(audits).toHaveLength(61);
  });

  test.each(audits)('$id: $name', async ({ fn }) => {
    const result = await fn();
    expect(result.status === 'ok' ? 'ok' : result.reason).toBe('ok');
  });
});

const typename = JSON.stringify({ query: '{ __typename }' });
const json = { 'content-type': 'application/json' };
const mutation = 'mutation { refresh(input: { refreshToken: "x" }) { __typename } }';

test('a query is answered with JSON', async () => {
  const response = await fetch(endpoint(), { method: 'POST', headers: json, body: typename });
  expect(response.headers.get('content-type')).toMatch(/^application\/(graphql-response\+)?json/);
  expect(await response.json()).toEqual({ data: { __typename: 'Query' } });
});

test.each([
  ['forged', 'Bearer forged'],
  ['of another kind', 'Basic Z3JhY2U6aG9wcGVy'],
  [
    'signed by nobody',
    `Bearer ${Buffer.from('{"alg":"none","typ":"at+jwt"}').toString('base64url')}.${Buffer.from('{"sub":"x"}').toString('base64url')}.`,
  ],
])('an access token that is %s is answered 401', async (_kind, authorization) => {
  const answer = await createGraphQLClient(product.url, { authorization }).ask(me, {});
  expect(answer).toMatchObject({ httpStatus: 401, errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  expect(answer.headers.get('www-authenticate')).toBe('Bearer error="invalid_token"');
});

test('pages of another origin are given no leave to read answers', async () => {
  const origin = 'https://evil.example';
  const requests = [
    fetch(endpoint(), { method: 'POST', headers: { ...json, origin }, body: typename }),
    fetch(endpoint(), {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type',
      },
    }),
  ];
  for (const response of await Promise.all(requests)) {
    const names = [...response.headers.keys()];
    expect(names.filter((name) => name.startsWith('access-control-'))).toEqual([]);
  }
});

test('a mutation by GET is refused', async () => {
  const response = await fetch(`${endpoint()}?query=${encodeURIComponent(mutation)}`);
  expect(response.status).toBe(405);
  expect(await response.json()).toMatchObject({ errors: [expect.anything()] });
});

test.each([
  ['form-encoded', () => new URLSearchParams({ query: mutation })],
  ['multipart', () => multipart({ operations: JSON.stringify({ query: mutation }), map: '{}' })],
  ['multipart with a query', () => multipart({ query: mutation })],
  ['plain text', () => JSON.stringify({ query: mutation })],
])('a request that another origin’s page could send by itself is refused: %s', async (_kind, body) => {
  const response = await fetch(endpoint(), { method: 'POST', body: body() });
  expect(response.status).toBe(415);
  expect(await response.text()).not.toContain('"data"');
});

test.each(['/nothing', '/graphql/', '/graphql/x', '/readyz/', '/toString', '/__proto__', '/..%2fgraphql'])(
  'there is nothing at %s',
  async (path) => {
    const response = await fetch(`${product.url}${path}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({ error: 'There is nothing at this path.' });
  },
);

test('the process says that it lives, and publishes its public keys', async () => {
  expect(await (await fetch(`${product.url}/livez`)).json()).toEqual({ status: 'alive' });
  const { keys } = await (await fetch(`${product.url}/.well-known/jwks.json`)).json();
  expect(keys).toEqual([expect.objectContaining({ kty: expect.any(String), use: 'sig' })]);
  expect(Object.keys(keys[0])).not.toContain('d');
});

function multipart(fields: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, value);
  return form;
}
