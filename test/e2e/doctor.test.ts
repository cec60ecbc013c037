import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, inject, onTestFinished, test } from 'vitest';
import { startMailServer } from '../support/mail-server.ts';
import { newMasterKey, openFolder } from '../support/namespaces.ts';
import { startProduct } from '../support/product.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { findFreePort } from '../support/servers/free-port.ts';
import { startPostgres } from '../support/servers/postgres.ts';
import { startRedis } from '../support/servers/redis.ts';

const MASTER_KEY = newMasterKey();

test('finds no danger in what npm start makes, also while it runs', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  await using product = await startProduct(settings);
  const { code, stdout, stderr } = await runGatehouse(['doctor'], settings);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/^SQLite .*gatehouse\.db$/m);
  expect(stdout).toMatch(/^ {2}ok +synchronous +FULL$/m);
  expect(stdout).toMatch(/^ {2}ok +master\.key +mode 600$/m);
  expect(stdout).toMatch(/^0 dangers, 0 warnings, \d+ ok\.\n$/m);
  expect(product.output()).not.toContain('ERROR');
});

test('makes nothing where nothing is', async () => {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const DATA_DIR = join(settings['DATA_DIR'] ?? '', 'new');
  expect((await runGatehouse(['doctor'], { DATA_DIR })).code).toBe(0);
  expect(existsSync(DATA_DIR)).toBe(false);
});

test('refuses an evicting Redis with a code, says what it risks, and tells no password', async () => {
  const server = await startRedis({ conf: { 'maxmemory-policy': 'allkeys-lru' } });
  onTestFinished(() => server.stop());
  const settings = {
    MASTER_KEY,
    REDIS_URL: `redis://default:red-secret@127.0.0.1:${server.port}`,
    ELASTICSEARCH_URL: inject('elasticsearchUrl').replace('://', '://elastic:search-secret@'),
  };
  const { code, stdout, stderr } = await runGatehouse(['doctor'], settings);
  expect(code).toBe(1);
  expect(stderr).toBe('The doctor found dangers: what is acknowledged may be lost, or nothing works.\n');
  expect(stdout).toMatch(/^This machine\n[\s\S]*^Redis 127[\s\S]*^Elasticsearch /m);
  expect(stdout).toMatch(
    /^ {2}DANGER +maxmemory-policy +allkeys-lru\n +When memory runs out, Redis removes [^\n]*\n +→ Set `maxmemory-policy noeviction`/m,
  );
  expect(stdout).toMatch(/^ {2}warning +appendfsync +everysec$/m);
  expect(stdout).toMatch(/^1 danger, \d+ warnings, \d+ ok\.$/m);
  expect(stdout + stderr).not.toMatch(new RegExp(`secret|${MASTER_KEY.slice(0, 12)}`));
});

test('prints its findings as JSON, of a PostgreSQL that does not wait for its disk', async () => {
  const server = await startPostgres({ settings: { synchronous_commit: 'off' } });
  onTestFinished(() => server.stop());
  const { code, stdout } = await runGatehouse(['doctor', '--json'], { MASTER_KEY, DATABASE_URL: server.url });
  expect(code).toBe(1);
  const dangers = (JSON.parse(stdout) as { findings: readonly Record<string, string>[] }).findings
    .filter(({ level }) => level === 'danger')
    .map((finding) => [finding['server'], finding['check'], finding['found']]);
  const place = `PostgreSQL 127.0.0.1:${server.port}/postgres`;
  expect(dangers).toEqual([
    [place, 'fsync', 'off'],
    [place, 'full_page_writes', 'off'],
    [place, 'synchronous_commit', 'off'],
  ]);
});

test('says of each server that it does not answer, and goes on with the others', async () => {
  const [redisPort, port] = [await findFreePort(), await findFreePort()];
  const { code, stdout } = await runGatehouse(['doctor'], {
    MASTER_KEY,
    REDIS_URL: `redis://127.0.0.1:${redisPort}`,
    DATABASE_URL: `postgres://gatehouse:pg-secret@127.0.0.1:${port}/gatehouse`,
  });
  expect(code).toBe(1);
  expect(stdout).toMatch(
    new RegExp(`^Redis 127.0.0.1:${redisPort}\n {2}DANGER +connection +connect ECONNREFUSED`, 'm'),
  );
  expect(stdout).toMatch(
    new RegExp(`^PostgreSQL 127.0.0.1:${port}/gatehouse\n {2}DANGER +connection +connect ECONNREFUSED`, 'm'),
  );
  expect(stdout).not.toContain('pg-secret');
});

test('says whether the mail server answers, without telling its password', async () => {
  await using server = await startMailServer();
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const ask = (port: number) =>
    runGatehouse(['doctor'], { ...settings, SMTP_URL: `smtp://127.0.0.1:${port}?pass=mail-secret` });
  const port = await findFreePort();
  const [there, away] = [await ask(server.port), await ask(port)];

  expect(there.stdout).toMatch(
    new RegExp(`^Mail server 127.0.0.1:${server.port}\n {2}ok +connection +answers$`, 'm'),
  );
  expect(away.stdout).toMatch(
    new RegExp(`^Mail server 127.0.0.1:${port}\n {2}warning +connection +connect ECONNREFUSED`, 'm'),
  );
  expect(there.stdout + away.stdout + away.stderr).not.toContain('mail-secret');
  expect([there.code, away.code]).toEqual([0, 0]);
});

test('tells of wrong settings before anything else', async () => {
  const { code, stdout, stderr } = await runGatehouse(['doctor'], { REDIS_URL: 'localhost' });
  expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
  expect(stderr).toContain('REDIS_URL is no URL');
});
