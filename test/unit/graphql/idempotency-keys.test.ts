import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  newCommand,
  someCredentials,
  someRegistration,
  wrongPassword,
} from '../../support/controls/requests.ts';
import { createGraphQLClient, operation } from '../../support/graphql-client.ts';
import { openGateway } from '../../support/open-gateway.ts';
import { changeDisplayName, logIn, refresh } from '../../support/operations.ts';

const others = { ...someCredentials, email: 'grace@example.com' };

let gateway: Awaited<ReturnType<typeof openGateway>>;

beforeAll(async () => {
  gateway = await openGateway();
  for (const { email } of [someCredentials, others]) {
    await gateway.app.registerUser({ ...someRegistration, email }, newCommand());
  }
});

afterAll(() => gateway.close());

/** Whoever knows a key, signed in or not. */
function sending(key: string, headers: Readonly<Record<string, string>> = {}) {
  return createGraphQLClient(gateway.url, { 'idempotency-key': key, ...headers });
}

async function signedIn(credentials: typeof someCredentials, key: string) {
  const { tokens, user } = await gateway.app.logIn(credentials, newCommand());
  return { client: sending(key, { authorization: `Bearer ${tokens.accessToken}` }), user };
}

describe('an idempotency key that somebody else knows', () => {
  test('changes the own name, and answers with the own account', async () => {
    const key = randomUUID();
    const [ada, grace] = [await signedIn(someCredentials, key), await signedIn(others, key)];
    const input = { displayName: 'Hedy' };
    for (const { client, user } of [ada, grace]) {
      expect(await client.get(changeDisplayName, { input })).toMatchObject({
        changeDisplayName: { user: { email: user.email, displayName: 'Hedy', version: user.version + 1 } },
      });
    }
    expect(await sending(key).get(changeDisplayName, { input })).toMatchObject({
      changeDisplayName: { __typename: 'Forbidden' },
    });
  });

  test('gets nobody tokens without the password', async () => {
    const client = sending(randomUUID());
    await client.get(logIn, { input: someCredentials });
    for (const input of [{ ...someCredentials, password: wrongPassword }, others]) {
      const { data, errors } = await client.ask(logIn, { input });
      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }]);
    }
  });

  test('gets nobody tokens without the refresh token', async () => {
    const [{ tokens }, another] = [
      await gateway.app.logIn(someCredentials, newCommand()),
      await gateway.app.logIn(others, newCommand()),
    ];
    const client = sending(randomUUID());
    await client.get(refresh, { input: { refreshToken: tokens.refreshToken } });
    expect(await client.get(refresh, { input: { refreshToken: 'a guess' } })).toMatchObject({
      refresh: { __typename: 'InvalidToken' },
    });
    expect(await client.codeOf(refresh, { input: { refreshToken: another.tokens.refreshToken } })).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const { data, errors } = await client.ask(operation('mutation { refresh { __typename } }'), {});
    expect({ data: data ?? null, errors }).toMatchObject({
      data: null,
      errors: [{ extensions: { code: 'IDEMPOTENCY_KEY_REUSED' } }],
    });
  });
});

test('a document that holds a login twice begins two sessions, and the same two when it is sent again', async () => {
  const twice = operation<unknown, { input: typeof someCredentials }>(`
    mutation ($input: LoginInput!) {
      first: login(input: $input) { ... on LoginSuccess { session { id } } }
      second: login(input: $input) { ... on LoginSuccess { session { id } } }
    }
  `);
  const client = sending(randomUUID());
  const answer = await client.get(twice, { input: someCredentials });
  expect(new Set(Object.values(answer ?? {}).map((login) => JSON.stringify(login))).size).toBe(2);
  expect(await client.get(twice, { input: someCredentials })).toEqual(answer);
});
