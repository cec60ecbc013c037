import { randomBytes } from 'node:crypto';
import { expect, onTestFinished, test } from 'vitest';
import { ask } from '../support/ask.ts';
import { createGraphQLClient, createSignedInClient } from '../support/graphql-client.ts';
import { openFolder } from '../support/namespaces.ts';
import { changeDisplayName, logIn, me, refresh, register, user } from '../support/operations.ts';
import { launch, type RunningProduct, type Settings, startProduct } from '../support/product.ts';
import { startRedis } from '../support/servers/redis.ts';
import { waitFor } from '../support/wait-for.ts';

const masterKey = randomBytes(32).toString('base64');
const adminPassword = 'canary of the first administrator';
const serviceSecret = 'canary-secret-of-a-service-with-40-signs';
/** In everything that is sent, so that nothing of it goes unnoticed. */
const canary = 'canary';

/** What a forger would have the log say. */
const forged = '{"level":50,"msg":"forged by canary"}';
const breaks = [`\n${forged}`, `\r\n${forged}`, `\u2028${forged}`, `\u001b[31m${forged}`];

async function launched(settings: Settings): Promise<RunningProduct> {
  const { settings: own, remove } = await openFolder();
  onTestFinished(remove);
  const product = await startProduct({
    ...own,
    MASTER_KEY: masterKey,
    ADMIN_EMAIL: 'canary-admin@example.com',
    ADMIN_PASSWORD: adminPassword,
    SERVICE_CLIENTS: `shop:${serviceSecret}`,
    LOG_LEVEL: 'debug',
    ...settings,
  });
  onTestFinished(() => product[Symbol.asyncDispose]());
  return product;
}

test.each(['production', 'development'])('nothing of a request reaches the log in %s', async (NODE_ENV) => {
  const product = await launched({ NODE_ENV });
  await sendEverything(product.url);
  await product.stop();
  expectSilence(product.output(), NODE_ENV);
});

test.each(['production', 'development'])(
  'nothing of a request reaches the log in %s when a store fails meanwhile',
  async (NODE_ENV) => {
    const redis = await startRedis();
    const product = await launched({ NODE_ENV, REDIS_URL: redis.url });
    await redis.kill();
    await waitFor(async () => expect((await ask(product.url, { path: '/readyz' })).status).toBe(503));
    await sendEverything(product.url);
    await product.stop();
    const output = product.output();
    expectSilence(output, NODE_ENV);
    expect(output).toContain('A connection to Redis broke');
  },
);

test('a wrong setting is told by its name, and not by what it holds', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  await using product = launch({
    ...settings,
    SERVICE_CLIENTS: 'shop:canary',
    MASTER_KEY: 'canary',
    ADMIN_PASSWORD: 'canary',
    REDIS_URL: 'http://grace:canary@localhost',
  });
  expect((await product.exited).code).toBe(1);
  expect(product.output()).toContain('SERVICE_CLIENTS');
  expect(product.output()).not.toContain(canary);
});

/** Whatever a caller can put text into. Some of it succeeds, most of it is refused. */
async function sendEverything(url: string): Promise<void> {
  const anybody = createGraphQLClient(url, {
    'user-agent': `${canary} agent`,
    'idempotency-key': `${canary}-0123456789`,
  });
  const email = `${canary}-${randomBytes(4).toString('hex')}@example.com`;
  const password = `${canary} kettles sing seven`;
  await anybody.ask(register, { input: { email, password, displayName: `${canary} Ada` } });
  const { data } = await createGraphQLClient(url).ask(logIn, { input: { email, password } });
  const tokens = data?.login.__typename === 'LoginSuccess' ? data.login.tokens : null;
  const client = createSignedInClient(url, tokens?.accessToken ?? canary);
  await client.ask(changeDisplayName, { input: { displayName: `${canary} Grace` } });
  await client.ask(me, {});
  await client.ask(user, { by: { email } });
  await anybody.ask(logIn, { input: { email, password: `${canary} wrong` } });
  await anybody.ask(register, { input: { email: `${canary}\u0000`, password: canary } });
  await anybody.ask(refresh, { input: { refreshToken: tokens?.refreshToken ?? canary } });
  await anybody.ask(refresh, { input: { refreshToken: `${canary}.${canary}` } });
  await sendOddRequests(url, tokens?.accessToken ?? canary);
}

async function sendOddRequests(url: string, token: string): Promise<void> {
  const json = { 'content-type': 'application/json' };
  const post = (path: string, headers: Readonly<Record<string, string>>, body: string) =>
    ask(url, { method: 'POST', path, headers, body });
  for (const text of ['x', ...breaks]) {
    const quoted = JSON.stringify(`${canary}${text}`);
    await post('/graphql', json, `{"query": ${quoted}}`);
    await post('/graphql', json, `{"query": "{ me(${canary}: ${quoted.replaceAll('"', '\\"')}) { id } }"}`);
    await post('/graphql', json, `{"query": ${canary}${text}`);
    await post(
      '/graphql',
      json,
      JSON.stringify({ query: '{ __typename }', operationName: `${canary}${text}` }),
    );
    await post(
      '/oauth/revoke',
      { 'content-type': 'application/x-www-form-urlencoded' },
      `token=${encodeURIComponent(canary + text)}`,
    );
    await ask(url, { path: `/${canary}${encodeURIComponent(text)}?${canary}` });
  }
  for (const name of [
    'host',
    'authorization',
    'cookie',
    'origin',
    'user-agent',
    'x-forwarded-for',
    'traceparent',
    'content-encoding',
    'accept',
    'referer',
    `x-${canary}`,
  ]) {
    for (const value of [
      canary,
      `Bearer ${canary}`,
      `__Host-gatehouse-access=${canary}; a="${canary}"`,
      `Basic ${Buffer.from(`shop:${canary}`).toString('base64')}`,
      `Bearer ${token}`,
    ]) {
      await ask(url, { path: '/auth/status', headers: { [name]: value } });
      await ask(url, { path: '/auth/verify', headers: { [name]: value } });
      await post(
        '/oauth/introspect',
        { 'content-type': 'application/x-www-form-urlencoded', [name]: value },
        `token=${canary}`,
      );
      await post('/graphql', { ...json, [name]: value }, '{"query":"{ me { id } }"}');
    }
  }
}

function expectSilence(output: string, NODE_ENV: string): void {
  for (const secret of [
    canary,
    masterKey,
    Buffer.from(canary).toString('base64').slice(0, -2),
    'eyJ',
    'argon2',
  ]) {
    expect(output.split('\n').filter((line) => line.includes(secret))).toEqual([]);
  }
  if (NODE_ENV !== 'production') return;
  for (const line of output.split('\n').filter((each) => each.startsWith('{'))) {
    expect(JSON.parse(line)).toMatchObject({ level: expect.any(Number), msg: expect.any(String) });
  }
}
