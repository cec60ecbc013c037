import { randomUUID } from 'node:crypto';
import { Client } from 'pg';
import { expect, inject, test } from 'vitest';
import { newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, type Operation } from '../support/graphql-client.ts';
import { createDatabase } from '../support/isolation.ts';
import { newMasterKey } from '../support/namespaces.ts';
import { logIn, refresh, register } from '../support/operations.ts';
import { type RunningProduct, startProduct } from '../support/product.ts';
import { password } from '../support/stack.ts';
import { startWithholdingProxy, type WithholdingProxy } from '../support/withholding-proxy.ts';

/** Two gateways on one database, the first of which reaches it by a way on which answers can get stuck. */
async function openGateways() {
  const { url, drop } = await createDatabase(inject('databaseUrl'));
  const server = new URL(url);
  const proxy = await startWithholdingProxy({ host: server.hostname, port: Number(server.port) });
  const settings = {
    ROLE: 'gateway',
    MASTER_KEY: newMasterKey(),
    PUBLIC_URL: 'http://gatehouse.example',
    DATABASE_URL: url,
  };
  const second = await startProduct(settings);
  server.hostname = '127.0.0.1';
  server.port = String(proxy.port);
  const first = await startProduct({ ...settings, DATABASE_URL: server.href });
  return {
    first,
    second,
    proxy,
    countEvents: () => countEvents(url),
    async [Symbol.asyncDispose]() {
      for (const part of [first, second, proxy]) await part[Symbol.asyncDispose]();
      await drop();
    },
  };
}

async function countEvents(connectionString: string): Promise<number> {
  const client = new Client({ connectionString });
  await client.connect();
  const { rows } = await client.query('select count(*)::int as count from events');
  await client.end();
  return rows[0].count;
}

interface Gateways {
  readonly first: RunningProduct;
  readonly second: RunningProduct;
  readonly proxy: WithholdingProxy;
  countEvents(): Promise<number>;
}

/** Kills the first gateway when the append is committed and nobody told it, and sends the same to the second. */
async function sendTwice<Data, Variables>(
  { first, second, proxy, countEvents }: Gateways,
  operation: Operation<Data, Variables>,
  variables: Variables,
): Promise<Data> {
  const headers = { 'idempotency-key': randomUUID() };
  const before = await countEvents();
  const committed = proxy.withholdFrom('COMMIT');
  const unanswered = createGraphQLClient(first.url, headers).ask(operation, variables);
  unanswered.catch(() => undefined);
  await committed;
  await first.kill();
  await expect(unanswered).rejects.toThrow();
  expect(await countEvents()).toBe(before + 1);
  const answer = await createGraphQLClient(second.url, headers).get(operation, variables);
  expect(await countEvents()).toBe(before + 1);
  return answer;
}

test('a login whose gateway is killed between the append and its reply stands once, with one session', async () => {
  await using gateways = await openGateways();
  const client = createGraphQLClient(gateways.second.url);
  const email = newAddress();
  const { user } = await registered(client, email);
  const { login } = await sendTwice(gateways, logIn, { input: { email, password } });
  expect(login).toMatchObject({ __typename: 'LoginSuccess', user: { ...user, loginCount: 1, version: 2 } });
  if (login.__typename !== 'LoginSuccess' || login.tokens === null) return;
  const input = { refreshToken: login.tokens.refreshToken };
  expect(await client.get(refresh, { input })).toMatchObject({
    refresh: { session: { id: login.session.id } },
  });
  const next = await client.get(logIn, { input: { email, password } });
  expect(next).toMatchObject({ login: { user: { loginCount: 2, version: 3 } } });
});

test('a registration whose gateway is killed between the append and its reply is not taken by itself', async () => {
  await using gateways = await openGateways();
  const email = newAddress();
  const { register: made } = await sendTwice(gateways, register, { input: { email, password } });
  expect(made).toMatchObject({ __typename: 'RegisterSuccess', user: { email, version: 1 } });
  const client = createGraphQLClient(gateways.second.url);
  expect(await client.get(register, { input: { email, password } })).toMatchObject({
    register: { __typename: 'EmailTaken' },
  });
});
