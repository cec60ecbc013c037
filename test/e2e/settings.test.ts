import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, expect, inject, test } from 'vitest';
import { loggedIn } from '../support/accounts.ts';
import { createGraphQLClient } from '../support/graphql-client.ts';
import { createDatabase } from '../support/isolation.ts';
import { newMasterKey, openCluster, openFolder } from '../support/namespaces.ts';
import { launch, type Product, type Settings, startProduct } from '../support/product.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { adminEmail, password } from '../support/stack.ts';
import { waitFor, within } from '../support/wait-for.ts';

const cleanUps: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

test('wrong settings stop the start, and all of them are told at once', async () => {
  const { output, code } = await failing({
    PORT: 'http',
    ROLE: 'king',
    REDIS_URL: 'localhost:6379',
    MASTER_KEY: 'too short',
    PARTITIONS: '0',
    ADMIN_EMAIL: adminEmail,
  });
  expect(code).toBe(1);
  const problems = output.split('\n').filter((line) => line.startsWith('  - '));
  expect(output).toContain('Gatehouse cannot run.\nThese settings are wrong:\n');
  for (const name of ['PORT', 'ROLE', 'REDIS_URL', 'MASTER_KEY', 'PARTITIONS', 'ADMIN_EMAIL']) {
    expect(problems.filter((line) => line.startsWith(`  - ${name} `))).toHaveLength(1);
  }
  expect(problems).toHaveLength(6);
  expect(output).not.toContain('too short');
  expectNoStack(output);
});

test('an empty variable counts as unset', async () => {
  const folder = await emptyFolder();
  await using product = await startProduct({
    ...folder,
    REDIS_URL: '',
    DATABASE_URL: '',
    ELASTICSEARCH_URL: '',
    MASTER_KEY: '',
    ADMIN_EMAIL: '',
    ADMIN_PASSWORD: '',
    PARTITIONS: '',
    NODE_ENV: '',
  });
  expect(product.output()).toContain('SQLite in the folder');
});

test('a first administrator whose password is weak is refused by the names of the settings', async () => {
  const folder = await emptyFolder();
  const { output, code } = await failing({ ...folder, ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: 'password' });
  expect(code).toBe(1);
  expect(output).toMatch(/The first administrator cannot be made: ADMIN_PASSWORD: .+/);
  expectNoStack(output);
});

test('a second server on one data folder is refused, and the first one goes on', async () => {
  const folder = await emptyFolder();
  const { DATA_DIR = '' } = folder;
  await using first = await startProduct({ ...folder, ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: password });
  const { output, code } = await failing(folder);
  expect(code).toBe(1);
  expect(output).toContain(
    `Another server is running on the data folder ${DATA_DIR}: stop it, or set DATA_DIR to another folder.`,
  );
  expectNoStack(output);
  const client = createGraphQLClient(first.url);
  expect(await waitFor(() => loggedIn(client))).toMatchObject({ user: { roles: ['admin'] } });
});

test('a port that is in use is told in words', async () => {
  const blocker = createServer().listen(0, '127.0.0.1');
  cleanUps.push(async () => void blocker.close());
  await new Promise((resolve) => blocker.once('listening', resolve));
  const address = blocker.address();
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  const { output, code } = await failing({ ...(await emptyFolder()), PORT: String(address.port) });
  expect(code).toBe(1);
  expect(output).toMatch(new RegExp(`Gatehouse cannot run.\\n.*\\b${address.port}\\b.*in use`));
  expectNoStack(output);
});

test('an address of another machine is told in words', async () => {
  const { output, code } = await failing({ ...(await emptyFolder()), HOST: '192.0.2.1' });
  expect(code).toBe(1);
  expect(output).toContain('192.0.2.1 is no address of this machine: set HOST to one of them');
  expectNoStack(output);
});

test('a master key file that holds no key is told in words', async () => {
  const folder = await emptyFolder();
  writeFileSync(join(folder['DATA_DIR'] ?? '', 'master.key'), 'no key');
  const { output, code } = await failing(folder);
  expect(code).toBe(1);
  expect(output).toContain('does not hold 32 bytes in base64');
  expectNoStack(output);
});

test.each([
  ['SIGTERM to npm alone, as a supervisor sends it', 'SIGTERM', 'leader'],
  ['SIGINT to npm alone', 'SIGINT', 'leader'],
  ['SIGINT to everybody, as Ctrl-C in a terminal does', 'SIGINT', 'group'],
] as const)('%s ends npm start in order', async (_how, signal, target) => {
  const port = await findFreePort();
  const settings = { ...(await emptyFolder()), PORT: String(port) };
  await using product = await startProduct(settings, { viaNpm: true });
  const begun = Date.now();
  if (target === 'leader') process.kill(product.pid, signal);
  else process.kill(-product.pid, signal);
  expect(await within(5_000, 'The end', product.exited)).toEqual({ code: 0, signal: null });
  expect(Date.now() - begun).toBeLessThan(5_000);
  // The port and the folder are free again.
  await using again = await startProduct(settings);
  expect(again.url).toBe(product.url);
});

const stores: Readonly<Record<string, () => Promise<Settings>>> = {
  SQLite: async () => ({ ...(await emptyFolder()), MASTER_KEY: newMasterKey() }),
  PostgreSQL: async () => {
    const database = await createDatabase(inject('databaseUrl'));
    cleanUps.push(database.drop);
    return { ...(await emptyFolder()), DATABASE_URL: database.url, MASTER_KEY: newMasterKey() };
  },
  Redis: async () => {
    const { settings, remove } = await openCluster({
      redisUrl: inject('redisUrl'),
      elasticsearchUrl: inject('elasticsearchUrl'),
    });
    cleanUps.push(remove);
    return settings;
  },
};

test.each(Object.entries(stores))(
  'a store on %s keeps its number of partitions and its master key, and says so',
  async (_name, create) => {
    const settings = await create();
    const first = await startProduct({ ...settings, PARTITIONS: '8' });
    expect(await first.stop()).toEqual({ code: 0, signal: null });
    const others = await failing({ ...settings, PARTITIONS: '4' });
    expect(others).toEqual({ code: 1, output: expect.stringMatching(/8 partitions/) });
    expectNoStack(others.output);
    const another = await failing({ ...settings, PARTITIONS: '8', MASTER_KEY: newMasterKey() });
    expect(another).toEqual({ code: 1, output: expect.stringMatching(/master key/i) });
    expectNoStack(another.output);
    await using again = await startProduct({ ...settings, PARTITIONS: '8' });
    expect(again.url).not.toBe('');
  },
);

async function emptyFolder(): Promise<Settings> {
  const { settings, remove } = await openFolder();
  cleanUps.push(remove);
  return settings;
}

/** What a start says that must fail. */
async function failing(
  settings: Settings,
): Promise<{ readonly code: number | null; readonly output: string }> {
  await using product: Product = launch(settings);
  const { code } = await within(20_000, 'The end of a start that cannot succeed', product.exited);
  return { code, output: product.output() };
}

/** What a person can mend is told in words: where it happened in the code is of no use to them. */
function expectNoStack(output: string): void {
  expect(output).not.toMatch(/^ +at /m);
}
