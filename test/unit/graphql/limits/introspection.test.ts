import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphQLClient, operation } from '../../../support/graphql-client.ts';
import { openGateway } from '../../../support/open-gateway.ts';

let gateway: Awaited<ReturnType<typeof openGateway>>;

beforeAll(async () => {
  gateway = await openGateway({ INTROSPECTION: 'false' });
});

afterAll(() => gateway.close());

async function answerTo(document: string, variables: Readonly<Record<string, unknown>> = {}) {
  const client = createGraphQLClient(gateway.url);
  const { httpStatus, errors, data } = await client.ask(operation<unknown, object>(document), variables);
  return { httpStatus, data, errors: errors?.map(({ message, extensions }) => [message, extensions?.code]) };
}

describe('without introspection', () => {
  test.each([
    '{ __schema { types { name } } }',
    '{ __type(name: "User") { fields { name } } }',
    '{ ...F } fragment F on Query { a: __schema { types { name } } }',
    'mutation { __schema { types { name } } }',
  ])('the schema cannot be asked for: %s', async (document) => {
    const { httpStatus, data, errors } = await answerTo(document);
    expect({ httpStatus, data }).toEqual({ httpStatus: 400, data: undefined });
    expect(errors).toContainEqual([
      'This gateway does not tell its schema: take it from schema.graphql of its version, or set INTROSPECTION to true.',
      'INTROSPECTION_DISABLED',
    ]);
  });

  test.each([
    ['a field', '{ mee }', {}],
    ['an argument', '{ me(atLeasst: "") { id } }', {}],
    ['a type', '{ node(id: "a") { ... on Usser { id } } }', {}],
    ['a type of a variable', 'query ($a: LoginFiltr) { __typename }', {}],
    ['a field of an input', 'mutation { login(input: { emial: "a" }) { __typename } }', {}],
    ['a value of an enum', '{ users(orderBy: [{ field: EMALI }]) { totalCount } }', {}],
    [
      'a field of a variable',
      'mutation ($input: LoginInput!) { login(input: $input) { __typename } }',
      { input: { email: 'a', password: 'b', passwrod: 'c' } },
    ],
  ])('nothing is suggested for %s', async (_what, document, variables) => {
    const { errors } = await answerTo(document, variables);
    expect(errors).not.toHaveLength(0);
    expect(JSON.stringify(errors)).not.toContain('Did you mean');
  });

  test('the type of something is told as ever', async () => {
    expect(await answerTo('{ __typename }')).toMatchObject({ data: { __typename: 'Query' } });
  });
});
