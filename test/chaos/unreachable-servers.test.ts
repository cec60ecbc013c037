import { afterAll, beforeAll, expect, test } from 'vitest';
import { allUsers, loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { events, logIn, me, register, type UserFields } from '../support/operations.ts';
import { type RunningProduct, readinessOf, startListening } from '../support/product.ts';
import { startElasticsearch } from '../support/servers/elasticsearch.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import type { OwnServer } from '../support/servers/own-server.ts';
import { startRedis } from '../support/servers/redis.ts';
import { adminEmail, password } from '../support/stack.ts';
import { waitFor } from '../support/wait-for.ts';

// The tests are one story, of one process and two servers that fail it in turn.
const settled = { timeout: 60_000, interval: 100 };
// Of which Elasticsearch takes most to start.
const timeout = 120_000;
const acknowledged = new Map<string, UserFields>();

let redis: OwnServer | undefined;
let elasticsearch: OwnServer | undefined;
let product: RunningProduct;
let removeFolder: () => Promise<void>;
let ports: { readonly redis: number; readonly elasticsearch: number };

beforeAll(async () => {
  const { settings, remove } = await openFolder();
  removeFolder = remove;
  ports = { redis: await findFreePort(), elasticsearch: await findFreePort() };
  product = await startListening({
    ...settings,
    REDIS_URL: `redis://127.0.0.1:${ports.redis}`,
    ELASTICSEARCH_URL: `http://127.0.0.1:${ports.elasticsearch}`,
    ADMIN_EMAIL: adminEmail,
    ADMIN_PASSWORD: password,
  });
});

afterAll(async () => {
  await product[Symbol.asyncDispose]();
  await Promise.all([redis?.stop(), elasticsearch?.stop(), removeFolder()]);
});

test('without its servers the gateway lives, says what is missing, and refuses with a code', async () => {
  expect((await fetch(`${product.url}/livez`)).status).toBe(200);
  expect(await readinessOf(product)).toEqual({
    httpStatus: 503,
    body: {
      status: 'unavailable',
      checks: checks({ write: 'unavailable', read: 'unavailable' }),
    },
  });
  for (const name of ['message store', 'users view']) {
    expect(product.output()).toMatch(new RegExp(`A dependency cannot be reached[^]*dependency: "${name}"`));
  }
  const input = { email: adminEmail, password };
  expect(await anybody().codeOf(logIn, { input })).toBe('SERVICE_UNAVAILABLE');
  expect(await anybody().codeOf(register, { input })).toBe('SERVICE_UNAVAILABLE');
});

test(
  'when the servers come up it works by itself, and makes the first administrator',
  async () => {
    [redis, elasticsearch] = await Promise.all([
      startRedis({ port: ports.redis, conf: { appendfsync: 'always' } }),
      startElasticsearch({ port: ports.elasticsearch }),
    ]);
    await waitFor(async () => expect(await readinessOf(product)).toEqual(ready), settled);
    const { tokens, user, position } = await waitFor(() => loggedIn(anybody()), settled);
    acknowledged.set(adminEmail, user);
    const client = createSignedInClient(product.url, tokens.accessToken);
    expect(await client.get(me, { atLeast: position })).toEqual({ me: user });
  },
  timeout,
);

test('without Elasticsearch people register and log in, and queries are refused with a code', async () => {
  await elasticsearch?.kill();
  await Promise.all(Array.from({ length: 8 }, registerAndLogIn));
  const { tokens } = await loggedInAsAdministrator();
  const client = createSignedInClient(product.url, tokens.accessToken);
  expect(await client.codeOf(me, {})).toBe('SERVICE_UNAVAILABLE');
  expect(await client.codeOf(events, {})).toBe('SERVICE_UNAVAILABLE');
  expect(await readinessOf(product)).toEqual({
    httpStatus: 200,
    body: { status: 'degraded', checks: checks({ write: 'ready', read: 'unavailable' }) },
  });
});

test(
  'when Elasticsearch is back the views catch up, and nothing is lost',
  async () => {
    const { port, dataDir } = existing(elasticsearch);
    elasticsearch = await startElasticsearch({ port, dataDir });
    await expectViewsToShowEverything();
    expect(await readinessOf(product)).toEqual(ready);
  },
  timeout,
);

test('without Redis a login is refused with a code, within seconds', async () => {
  await Promise.all(Array.from({ length: 4 }, registerAndLogIn));
  await redis?.kill();
  const input = { email: adminEmail, password };
  const begun = Date.now();
  expect(await anybody().codeOf(logIn, { input })).toBe('SERVICE_UNAVAILABLE');
  expect(Date.now() - begun).toBeLessThan(10_000);
  const { httpStatus, body } = await readinessOf(product);
  expect(httpStatus).toBe(503);
  expect(body).toMatchObject({ status: 'unavailable', checks: { 'users view': 'ready' } });
});

test(
  'when Redis is back on its data everything that was acknowledged is there',
  async () => {
    const { port, dataDir } = existing(redis);
    redis = await startRedis({ port, dataDir, conf: { appendfsync: 'always' } });
    await waitFor(() => loggedInAsAdministrator(), settled);
    await expectViewsToShowEverything();
    await Promise.all(Array.from({ length: 4 }, registerAndLogIn));
    await expectViewsToShowEverything();
    expect(await readinessOf(product)).toEqual(ready);
  },
  timeout,
);

function checks({ write, read }: { readonly write: string; readonly read: string }) {
  return {
    'message store': write,
    sessions: write,
    'key ring': write,
    'attempt counters': write,
    'users view': read,
    'events view': read,
  };
}

const ready = {
  httpStatus: 200,
  body: { status: 'ready', checks: checks({ write: 'ready', read: 'ready' }) },
};

function anybody() {
  return createGraphQLClient(product.url);
}

async function registerAndLogIn(): Promise<void> {
  const email = newAddress();
  acknowledged.set(email, (await registered(anybody(), email)).user);
  acknowledged.set(email, (await loggedIn(anybody(), email)).user);
}

async function loggedInAsAdministrator() {
  const login = await loggedIn(anybody(), adminEmail);
  acknowledged.set(adminEmail, login.user);
  return login;
}

async function expectViewsToShowEverything(): Promise<void> {
  const { tokens, position } = await loggedInAsAdministrator();
  const client = createSignedInClient(product.url, tokens.accessToken);
  await waitFor(async () => expect(await allUsers(client, position)).toEqual(acknowledged), settled);
  const appended = [...acknowledged.values()].reduce((sum, { version }) => sum + version, 0);
  await waitFor(
    async () => expect((await client.get(events, { atLeast: position })).events.totalCount).toBe(appended),
    settled,
  );
}

function existing(server: OwnServer | undefined): OwnServer {
  if (server === undefined) throw new Error('The story begins with the first test: run all of them.');
  return server;
}
