import { Redis } from 'ioredis';
import { Client } from 'pg';
import { inject } from 'vitest';
import { type Namespace, newMasterKey, openCluster, openDatabase, openFolder } from './namespaces.ts';
import type { Settings } from './product.ts';
import { startPostgres } from './servers/postgres.ts';
import { startRedis } from './servers/redis.ts';
import { waitFor } from './wait-for.ts';

/** A log whose files can be searched. */
export interface SearchedLog extends AsyncDisposable {
  readonly settings: Settings;
  readonly folders: readonly string[];
  /** What an operator does so that nothing overwritten is left in the files. */
  compact(): Promise<void>;
}

/** Every kind of log, each in files of its own. */
export const searchedLogs: readonly { readonly name: string; open(): Promise<SearchedLog> }[] = [
  { name: 'SQLite', open: openOnSqlite },
  { name: 'PostgreSQL', open: openOnPostgres },
  { name: 'Redis', open: openOnRedis },
];

async function openOnSqlite(): Promise<SearchedLog> {
  const own = await openFolder();
  return {
    settings: { ...own.settings, MASTER_KEY: newMasterKey() },
    folders: [own.settings['DATA_DIR'] ?? ''],
    // It does so by itself.
    compact: async () => undefined,
    [Symbol.asyncDispose]: () => own.remove(),
  };
}

async function openOnPostgres(): Promise<SearchedLog> {
  const server = await startPostgres({ settings: { wal_recycle: 'off' } });
  const own = await openDatabase({ databaseUrl: server.url });
  return {
    settings: own.settings,
    folders: [server.dataDir, own.settings['MAIL_DIR'] ?? ''],
    async compact() {
      const client = new Client({ connectionString: own.settings['DATABASE_URL'] });
      await client.connect();
      await client.query('vacuum full');
      for (let round = 0; round < 2; round += 1) {
        await client.query('select pg_switch_wal()');
        await client.query('checkpoint');
      }
      await client.end();
    },
    [Symbol.asyncDispose]: async () => {
      await own.remove();
      await server.stop();
    },
  };
}

async function openOnRedis(): Promise<SearchedLog> {
  const server = await startRedis();
  const own: Namespace = await openCluster({
    redisUrl: server.url,
    elasticsearchUrl: inject('elasticsearchUrl'),
  });
  return {
    settings: own.settings,
    folders: [server.dataDir, own.settings['MAIL_DIR'] ?? ''],
    compact: () => rewriteRedis(server.url),
    [Symbol.asyncDispose]: async () => {
      await own.remove();
      await server.stop();
    },
  };
}

async function rewriteRedis(url: string): Promise<void> {
  const redis = new Redis(url);
  await redis.bgrewriteaof();
  await waitFor(() => expectDone(redis, 'aof_rewrite_in_progress'));
  await redis.bgsave();
  await waitFor(() => expectDone(redis, 'rdb_bgsave_in_progress'));
  redis.disconnect();
}

async function expectDone(redis: Redis, work: string): Promise<void> {
  const about = await redis.info('persistence');
  if (!about.includes(`${work}:0`)) throw new Error(`Redis is still at it: ${work}.`);
}
