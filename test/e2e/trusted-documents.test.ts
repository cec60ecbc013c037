import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { graphiqlTabs } from '../../src/graphql/graphiql-tabs.ts';
import { openFolder } from '../support/namespaces.ts';
import { launch, type RunningProduct, type Settings, startProduct } from '../support/product.ts';
import { within } from '../support/wait-for.ts';

const query = 'query Me { me { email } }';
const mutation = 'mutation Refresh($input: RefreshInput) { refresh(input: $input) { __typename } }';
const subscription = 'subscription Logins { loginEvents { cursor } }';

let product: RunningProduct;
let removeFolder: () => Promise<void>;

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  const documents = [query, mutation, subscription].map((text) => [hashOf(text), text] as const);
  const path = writeDocuments(settings, JSON.stringify(Object.fromEntries(documents)));
  product = await startProduct({ ...settings, TRUSTED_DOCUMENTS: path });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await removeFolder();
});

describe('a trusted document is answered', () => {
  test.each<[string, object]>([
    ['by documentId', { documentId: hashOf(query) }],
    ['by documentId with the name of the algorithm', { documentId: `sha256:${hashOf(query)}` }],
    ['by documentId in capitals', { documentId: hashOf(query).toUpperCase() }],
    ['by extensions', { extensions: { persistedQuery: { version: 1, sha256Hash: hashOf(query) } } }],
  ])('%s', async (_how, body) => {
    expect(await post(body)).toEqual({ status: 200, body: { data: { me: null } } });
  });

  test('by GET', async () => {
    const response = await fetch(`${product.url}/graphql?documentId=${hashOf(query)}`, {
      headers: { accept: 'application/json' },
    });
    expect(await response.json()).toEqual({ data: { me: null } });
  });

  test('with variables', async () => {
    const variables = { input: { refreshToken: 'x' } };
    expect(await post({ documentId: hashOf(mutation), variables })).toEqual({
      status: 200,
      body: { data: { refresh: { __typename: 'InvalidToken' } } },
    });
  });

  test('as a subscription', async () => {
    const { body } = await post({ documentId: hashOf(subscription) });
    expect(body).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHENTICATED' } }] });
  });
});

describe('everything else is refused', () => {
  test.each<[string, object, string]>([
    ['the text of a trusted document', { query }, 'and no query'],
    [
      'a text with the hash of a trusted document',
      { query: '{ __typename }', documentId: hashOf(query) },
      'and no query',
    ],
    [
      'a text to be kept by its hash',
      {
        query: '{ __typename }',
        extensions: { persistedQuery: { version: 1, sha256Hash: hashOf('{ __typename }') } },
      },
      'and no query',
    ],
    [
      'a hash that is unknown',
      { documentId: hashOf('{ __typename }') },
      'No trusted document has this SHA-256',
    ],
    ['a hash that is a name of objects', { documentId: '__proto__' }, 'No trusted document has this SHA-256'],
    ['a hash that is no text', { documentId: { a: 1 } }, 'send the SHA-256 of one'],
    ['nothing', {}, 'send the SHA-256 of one'],
    ['introspection', { query: '{ __schema { types { name } } }' }, 'and no query'],
    ['an operation of GraphiQL', { query: graphiqlTabs[0]?.query, operationName: 'Me' }, 'and no query'],
  ])('%s', async (_what, request, message) => {
    expect(await post(request)).toEqual({
      status: 400,
      body: {
        errors: [{ message: expect.stringContaining(message), extensions: { code: 'DOCUMENT_NOT_TRUSTED' } }],
      },
    });
  });

  test('a mutation by GET', async () => {
    const response = await fetch(`${product.url}/graphql?documentId=${hashOf(mutation)}`);
    expect(response.status).toBe(405);
  });
});

describe('a file that cannot be used stops the start, and says why', () => {
  test.each<[string, string, RegExp]>([
    ['is no JSON', 'secret: text', /It is no JSON object of documents by their SHA-256\./],
    ['is a list', '[]', /It is no JSON object of documents by their SHA-256\./],
    ['holds nothing', '{}', /It holds no document\./],
    [
      'has another hash',
      JSON.stringify({ [hashOf('x')]: query }),
      new RegExp(`has another SHA-256.*${hashOf(query)}`),
    ],
    ['holds no text', JSON.stringify({ [hashOf('x')]: 1 }), /is no text\./],
    ...(
      [
        ['holds no document', '{ me ', 'Syntax Error: Expected Name'],
        ['asks for unknown fields', '{ nobody }', 'Cannot query field "nobody"'],
        ['exceeds a limit', `{ ${'a: __typename '.repeat(16)} }`, 'more than 15 aliases'],
      ] as const
    ).map(([what, text, problem]): [string, string, RegExp] => [
      what,
      JSON.stringify({ [hashOf(text)]: text }),
      new RegExp(`${hashOf(text)} is not answered: .*${problem}`),
    ]),
  ])('as it %s', async (_what, content, problem) => {
    const output = await failing(content);
    expect(output).toMatch(problem);
    expect(output).not.toContain('secret');
  });

  test('as it is not there', async () => {
    expect(await failing(null)).toMatch(/ENOENT/);
  });
});

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function writeDocuments(settings: Settings, content: string): string {
  const path = join(settings['DATA_DIR'] ?? '', 'documents.json');
  writeFileSync(path, content);
  return path;
}

async function post(body: object): Promise<{ readonly status: number; readonly body: unknown }> {
  const response = await fetch(`${product.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

/** What a start says that must fail; without a content there is no file. */
async function failing(content: string | null): Promise<string> {
  const { settings, remove } = await openFolder();
  const path = content === null ? '/nowhere/documents.json' : writeDocuments(settings, content);
  try {
    await using started = launch({ ...settings, TRUSTED_DOCUMENTS: path });
    const { code } = await within(20_000, 'The end of a start that cannot succeed', started.exited);
    expect(code).toBe(1);
    expect(started.output()).toContain(`TRUSTED_DOCUMENTS names a file that cannot be used: ${path}\n  - `);
    expect(started.output()).not.toMatch(/^ +at /m);
    return started.output();
  } finally {
    await remove();
  }
}
