import { Client as Elasticsearch } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import { Client as Postgres } from 'pg';
import { expect, inject, test } from 'vitest';
import { launchChromium } from '../support/graphiql.ts';
import { createDatabase } from '../support/isolation.ts';
import { startPostgres } from '../support/servers/postgres.ts';
import { startRedis } from '../support/servers/redis.ts';

test('Redis answers its version and keeps an append-only file', async () => {
  await using client = redisAt(inject('redisUrl'));
  expect(await client.redis.info('server')).toMatch(/redis_version:[78]\./);
  expect(await client.redis.info('persistence')).toMatch(/aof_enabled:1/);
});

test('Elasticsearch answers its version', async () => {
  const client = new Elasticsearch({ node: inject('elasticsearchUrl') });
  expect((await client.info()).version.number).toMatch(/^9\./);
  await client.close();
});

test('PostgreSQL answers its version, in a database of the test’s own', async () => {
  const database = await createDatabase(inject('databaseUrl'));
  expect(await query(database.url, 'select current_database() as answer')).toMatch(/^t-[0-9a-f]{8}$/);
  expect(await query(database.url, 'show server_version')).toMatch(/^1[4-9]\./);
  await database.drop();
});

test('Chromium renders a page', async () => {
  const browser = await launchChromium(inject('chromiumPath'));
  const page = await browser.newPage();
  await page.goto('data:text/html,<h1>Gatehouse</h1>');
  expect(await page.locator('h1').textContent()).toBe('Gatehouse');
  await browser.close();
});

test('a Redis of the test’s own survives kill -9 with its data', async () => {
  const first = await startRedis({ conf: { appendfsync: 'always' } });
  await using before = redisAt(first.url);
  await before.redis.set('kept', 'yes');
  await first.kill();
  const second = await startRedis({ port: first.port, dataDir: first.dataDir });
  await using after = redisAt(second.url);
  expect(second.url).toBe(first.url);
  expect(await after.redis.get('kept')).toBe('yes');
  await second.stop();
});

test('a PostgreSQL of the test’s own survives kill -9 with its data', async () => {
  const first = await startPostgres();
  await query(first.url, 'create table kept as select 42 as answer');
  await first.kill();
  const second = await startPostgres({ port: first.port, dataDir: first.dataDir });
  expect(await query(second.url, 'select answer from kept')).toBe(42);
  await second.stop();
});

function redisAt(url: string): { readonly redis: Redis } & AsyncDisposable {
  const redis = new Redis(url, { retryStrategy: () => null });
  // The test kills its server on purpose; without a listener ioredis prints that the connection was lost.
  redis.on('error', () => undefined);
  return {
    redis,
    [Symbol.asyncDispose]: () => {
      redis.disconnect();
      return Promise.resolve();
    },
  };
}

async function query(url: string, statement: string): Promise<unknown> {
  const client = new Postgres({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(statement);
  await client.end();
  return Object.values(rows[0] ?? {})[0];
}
