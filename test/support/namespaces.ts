import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as Elasticsearch } from '@elastic/elasticsearch';
import { Cluster, Redis } from 'ioredis';
import { createDatabase, namespace } from './isolation.ts';
import type { Settings } from './product.ts';
import { onExit } from './servers/on-exit.ts';
import type { ServerAddresses } from './servers/server-addresses.ts';

/** Where one stack keeps its data, apart from every other. */
export interface Namespace {
  readonly settings: Settings;
  remove(): Promise<void>;
}

/** An empty data folder. */
export function openFolder(): Promise<Namespace> {
  const folder = makeFolder();
  return Promise.resolve({
    settings: { DATA_DIR: folder.path },
    remove: () => Promise.resolve(folder.remove()),
  });
}

function makeFolder() {
  const path = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
  const removeFolder = () => rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  const release = onExit(removeFolder);
  return {
    path,
    remove() {
      removeFolder();
      release();
    },
  };
}

export async function openDatabase({
  databaseUrl,
}: Pick<ServerAddresses, 'databaseUrl'>): Promise<Namespace> {
  const database = await createDatabase(databaseUrl);
  const mails = makeFolder();
  return {
    settings: { ...sharedSettings(), MAIL_DIR: mails.path, DATABASE_URL: database.url },
    async remove() {
      mails.remove();
      await database.drop();
    },
  };
}

/** Prefixes of one's own on a Redis and an Elasticsearch. */
export function openCluster(
  { redisUrl, elasticsearchUrl }: Pick<ServerAddresses, 'redisUrl' | 'elasticsearchUrl'>,
  settings: Settings = {},
): Promise<Namespace> {
  const prefix = namespace();
  const mails = makeFolder();
  return Promise.resolve({
    settings: {
      ...sharedSettings(),
      MAIL_DIR: mails.path,
      REDIS_URL: redisUrl,
      REDIS_KEY_PREFIX: `${prefix}:`,
      ELASTICSEARCH_URL: elasticsearchUrl,
      ELASTICSEARCH_INDEX_PREFIX: prefix,
      ...settings,
    },
    async remove() {
      mails.remove();
      await removeKeys(redisUrl, `${prefix}:`);
      await removeIndices(elasticsearchUrl, prefix);
    },
  });
}

/** What processes of one store have to agree on, and no folder to keep anything in. */
function sharedSettings(): Settings {
  return {
    MASTER_KEY: newMasterKey(),
    PUBLIC_URL: 'http://gatehouse.example',
    DATA_DIR: join(tmpdir(), 'gatehouse-must-not-be-used'),
  };
}

export function newMasterKey(): string {
  return randomBytes(32).toString('base64');
}

/** From one server, or from every master of a Cluster. */
async function removeKeys(urls: string, prefix: string): Promise<void> {
  const [url = '', ...others] = urls.split(',');
  const client = others.length === 0 ? new Redis(url) : new Cluster([url, ...others]);
  await client.ping();
  const masters = client instanceof Cluster ? client.nodes('master') : [client];
  await Promise.all(masters.map((master) => removeKeysOf(master, prefix)));
  client.disconnect();
}

async function removeKeysOf(redis: Redis, prefix: string): Promise<void> {
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
    // One by one: on a Cluster they lie in many slots.
    if (Array.isArray(keys)) await Promise.all(keys.map((key) => redis.unlink(key)));
  }
}

async function removeIndices(node: string, prefix: string): Promise<void> {
  const elasticsearch = new Elasticsearch({ node });
  const found = await elasticsearch.indices.get({ index: `${prefix}*` });
  const index = Object.keys(found);
  if (index.length > 0) await elasticsearch.indices.delete({ index });
  await elasticsearch.close();
}
