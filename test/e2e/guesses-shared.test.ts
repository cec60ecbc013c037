import { Client } from 'pg';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { from, logInFrom, wrongPassword } from '../support/guesser.ts';
import { openDatabase } from '../support/namespaces.ts';
import { password, type Stack, startStack } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

let stack: Stack;
let database: Client;

beforeAll(async () => {
  stack = await startStack(
    {
      name: 'two gateways on PostgreSQL',
      roles: ['gateway', 'gateway', 'aggregator'],
      open: () => openDatabase({ databaseUrl: inject('databaseUrl') }),
    },
    {
      TRUSTED_PROXIES: '127.0.0.1',
      LIMIT_GUESSES_PER_SOURCE: '300/1h',
      LIMIT_REGISTRATIONS_PER_SOURCE: '60/1h',
    },
  );
  database = new Client({ connectionString: stack.settings['DATABASE_URL'] });
  await database.connect();
});

afterAll(async () => {
  await database.end();
  await stack[Symbol.asyncDispose]();
});

test('two gateways share the counters', async () => {
  const email = newAddress();
  await registered(createGraphQLClient(stack.urls()[0]), email);
  const guess = (gateway: number) =>
    logInFrom(stack.urls()[gateway % 2 === 0 ? 0 : 1], { email, password: wrongPassword }, from('192.0.2.1'));

  const answers = await Promise.all(Array.from({ length: 40 }, (_, index) => guess(index)));

  const made = answers.filter((answer) => answer.__typename === 'InvalidCredentials');
  expect(made.length).toBeGreaterThanOrEqual(4);
  // A pause may end while they come in.
  expect(made.length).toBeLessThanOrEqual(6);
});

test('the counters tell neither addresses, nor who guessed, nor at whom', async () => {
  const email = newAddress('canary');
  const { user } = await registered(createGraphQLClient(stack.urls()[0]), email);
  for (let index = 0; index < 5; index += 1) {
    await logInFrom(stack.urls()[0], { email, password: wrongPassword }, from('203.0.113.77'));
  }

  const { rows } = await database.query<{ key: string }>('select * from attempts');

  expect(rows.length).toBeGreaterThanOrEqual(4);
  for (const { key } of rows) expect(key).toMatch(/^[\w-]{22}$/);
  const id = Buffer.from(user.id, 'base64').toString().split(':').at(-1) ?? '';
  for (const personal of ['canary', '203.0.113', id]) expect(JSON.stringify(rows)).not.toContain(personal);
});

test('nobody gets in while the counters cannot be asked', async () => {
  const email = newAddress();
  const client = createGraphQLClient(stack.urls()[0]);
  await registered(client, email);
  const logIn = () => logInFrom(stack.urls()[0], { email, password }, from('192.0.2.3'));
  expect(await logIn()).toMatchObject({ __typename: 'LoginSuccess' });

  await database.query('alter table attempts rename to attempts_away');
  try {
    await expect(logIn()).rejects.toThrow('The gateway answers');
    await expect(registered(client)).rejects.toThrow('The gateway answers');
  } finally {
    await database.query('alter table attempts_away rename to attempts');
  }

  await waitFor(async () => expect(await logIn()).toMatchObject({ __typename: 'LoginSuccess' }));
});
