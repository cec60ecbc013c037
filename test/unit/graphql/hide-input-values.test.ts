import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createGraphQLClient, operation } from '../../support/graphql-client.ts';
import { openGateway } from '../../support/open-gateway.ts';

let gateway: Awaited<ReturnType<typeof openGateway>>;

beforeAll(async () => {
  gateway = await openGateway();
});

afterAll(() => gateway.close());

const secret = 'MY-SECRET-PASSWORD';
const email = 'ada@example.com';

async function answerTo(document: string, variables: Readonly<Record<string, unknown>> = {}) {
  const { httpStatus, errors } = await createGraphQLClient(gateway.url).ask(
    operation<unknown, typeof variables>(document),
    variables,
  );
  return { httpStatus, errors: errors?.map(({ message, extensions }) => ({ message, ...extensions })) };
}

describe('a mistake in variables is told by its place and what was expected', () => {
  const logIn = 'mutation ($input: LoginInput!) { login(input: $input) { __typename } }';
  const wrong = { httpStatus: 400, code: 'BAD_USER_INPUT' };

  test.each([
    [
      'a misspelt field beside the password',
      { email, password: secret, passwrod: secret },
      'input": Field "passwrod" is not defined by type "LoginInput". Did you mean "password"?',
    ],
    ['no object', secret, 'input": Expected type "LoginInput" to be an object.'],
    ['a list', [secret], 'input": Expected type "LoginInput" to be an object.'],
    [
      'an object as the password',
      { email, password: { secret } },
      'input.password": Expected a value of type "String!".',
    ],
    [
      'an unknown value of an enum',
      { email, password: secret, delivery: secret },
      'input.delivery": Expected a value of type "TokenDelivery!": BODY, COOKIE.',
    ],
    ['a missing field', { email }, 'input": Field "password" of required type "String!" was not provided.'],
    [
      'a field that is null',
      { email, password: null },
      'input.password": Expected non-nullable type "String!" not to be null.',
    ],
  ])('%s', async (_what, input, reason) => {
    const { httpStatus, code } = wrong;
    const message = `Variable "$input" is wrong at "${reason}`;
    expect(await answerTo(logIn, { input })).toEqual({ httpStatus, errors: [{ message, code }] });
  });

  test('all variables at once', async () => {
    const document = `query ($by: UserBy!, $asOf: DateTime, $atLeast: Position, $first: Int!) {
      user(by: $by, asOf: $asOf, atLeast: $atLeast) { logins(first: $first) { totalCount } }
    }`;
    const by = { id: secret, email: secret };
    expect(await answerTo(document, { by, asOf: secret, atLeast: secret })).toEqual({
      httpStatus: 400,
      errors: [
        'Variable "$by" is wrong at "by": Exactly one key must be specified for OneOf type "UserBy".',
        'Variable "$asOf" is wrong at "asOf": Expected a value of type "DateTime".',
        'Variable "$atLeast" is wrong at "atLeast": This is no Position: pass one back just as a mutation returned it.',
        'Variable "$first" of required type "Int!" was not provided.',
      ].map((message) => ({ message, code: 'BAD_USER_INPUT' })),
    });
  });

  test('items of lists by their number, and no more than twenty of them', async () => {
    const document = 'query ($types: [String!]) { events(filter: { types: $types }) { totalCount } }';
    const { errors } = await answerTo(document, { types: ['fine', ...Array(50).fill({ secret })] });
    expect(errors?.map(({ message }) => message)).toEqual(
      Array.from(
        { length: 20 },
        (_, i) => `Variable "$types" is wrong at "types.${i + 1}": Expected a value of type "String".`,
      ),
    );
  });

  test('of a subscription too', async () => {
    const document = 'subscription ($filter: LoginFilter) { loginEvents(filter: $filter) { cursor } }';
    expect(await answerTo(document, { filter: { outcome: secret } })).toMatchObject({
      errors: [
        { message: expect.stringContaining('Expected a value of type "LoginOutcome": FAILED, SUCCEEDED.') },
      ],
    });
  });
});

describe('a mistake in a document is told without the literal', () => {
  const field = (fields: string) => `mutation { login(input: ${fields}) { __typename } }`;
  const code = 'GRAPHQL_VALIDATION_FAILED';

  test.each([
    ['a text for an object', field(`"${secret}"`), 'Expected a value of type "LoginInput!".', code],
    ['a list for an object', field(`["${secret}"]`), 'Expected a value of type "LoginInput".', code],
    [
      'an object for a text',
      field(`{ email: "a", password: { a: "${secret}" } }`),
      'Expected a value of type "String!".',
      code,
    ],
    [
      'a name for a text',
      field('{ email: "a", password: MY_SECRET }'),
      'Expected a value of type "String!".',
      code,
    ],
    [
      'a text for an enum',
      field(`{ email: "a", password: "b", delivery: "${secret}" }`),
      'Expected a value of type "TokenDelivery!": BODY, COOKIE.',
      code,
    ],
    [
      'an unknown field',
      field(`{ email: "a", password: "b", passwrod: "${secret}" }`),
      'Field "passwrod" is not defined by type "LoginInput". Did you mean "password"?',
      code,
    ],
    [
      'no instant',
      `{ user(by: { id: "x" }, asOf: "${secret}") { id } }`,
      'Expected a value of type "DateTime".',
      code,
    ],
    [
      'two names of one user',
      `{ user(by: { id: "${secret}", email: "${secret}" }) { id } }`,
      'OneOf Input Object "UserBy" must specify exactly one key.',
      code,
    ],
    [
      'no position',
      `{ me(atLeast: "${secret}") { id } }`,
      'This is no Position: pass one back just as a mutation returned it.',
      'BAD_USER_INPUT',
    ],
    [
      'a text in a wrong place',
      field(`{ email: "a" password "${secret}" }`),
      'Syntax Error: Expected ":", found String.',
      'GRAPHQL_PARSE_FAILED',
    ],
    [
      'a block of text in a wrong place',
      field(`{ password: "" """${secret}
".""" }`),
      'Syntax Error: Expected Name, found BlockString.',
      'GRAPHQL_PARSE_FAILED',
    ],
  ])('%s, at the first time and from the cache', async (_what, document, message, expected) => {
    const errors = [{ message, code: expected }];
    expect(await answerTo(document)).toEqual({ httpStatus: 200, errors });
    expect(await answerTo(document)).toEqual({ httpStatus: 200, errors });
  });
});
