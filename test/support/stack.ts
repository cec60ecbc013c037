import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client as Elasticsearch } from '@elastic/elasticsearch';
import { Redis } from 'ioredis';
import { createDatabase, namespace } from './isolation.ts';
import { type Exit, type RunningProduct, type Settings, startProduct } from './product.ts';
import { onExit } from './servers/on-exit.ts';
import type { ServerAddresses } from './servers/server-addresses.ts';

/** Where one stack keeps its data, apart from every other. */
export interface Namespace {
  readonly settings: Settings;
  remove(): Promise<void>;
}

/** One way to run the product. */
export interface Preset {
  readonly name: string;
  /** One process does everything, or two gateways and an aggregator share the work. */
  readonly roles: readonly Role[];
  open(): Promise<Namespace>;
}

type Role = 'all' | 'gateway' | 'aggregator';
type Addresses = Pick<ServerAddresses, 'redisUrl' | 'elasticsearchUrl' | 'databaseUrl'>;

/** The product, running in one or several processes. */
export interface Stack extends AsyncDisposable {
  /** Where requests go: two gateways, or the only process twice. */
  readonly urls: () => readonly [string, string];
  readonly processes: () => readonly RunningProduct[];
  readonly settings: Settings;
  /** Ends every process in order, and tells how they ended. */
  stop(): Promise<readonly Exit[]>;
  /** Starts them again on the same data. */
  start(): Promise<void>;
}

export const adminEmail = 'grace@example.com';
export const password = 'seven purple kettles sing';

/** Every way to run the product, on the servers at these addresses. */
export function presets(addresses: Addresses): readonly Preset[] {
  const split: readonly Role[] = ['gateway', 'gateway', 'aggregator'];
  return [
    { name: 'embedded', roles: ['all'], open: openFolder },
    { name: 'PostgreSQL', roles: ['all'], open: () => openDatabase(addresses) },
    { name: 'Redis and Elasticsearch', roles: ['all'], open: () => openCluster(addresses) },
    {
      name: 'two gateways and an aggregator',
      roles: split,
      open: () => openCluster(addresses),
    },
  ];
}

/** Starts the product as a preset says, with settings on top. */
export async function startStack({ roles, open }: Preset, settings: Settings = {}): Promise<Stack> {
  const { settings: own, remove } = await open();
  const all = { ADMIN_EMAIL: adminEmail, ADMIN_PASSWORD: password, ...own, ...settings };
  let processes: readonly RunningProduct[] = [];
  const start = async () => {
    processes = await Promise.all(roles.map((ROLE) => startProduct({ ...all, ROLE })));
  };
  const end = async () => {
    await Promise.all(processes.map((one) => one[Symbol.asyncDispose]()));
    await remove();
  };
  try {
    await start();
  } catch (error) {
    await end();
    throw error;
  }
  return {
    settings: all,
    processes: () => processes,
    urls() {
      const [first, second = first] = processes.map(({ url }) => url);
      if (first === undefined || second === undefined) throw new Error('Nothing runs.');
      return roles.length === 1 ? [first, first] : [first, second];
    },
    stop: () => Promise.all(processes.map((one) => one.stop())),
    start,
    [Symbol.asyncDispose]: end,
  };
}

/** An empty data folder. */
export function openFolder(): Promise<Namespace> {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-e2e-'));
  const removeFolder = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  const release = onExit(removeFolder);
  return Promise.resolve({
    settings: { DATA_DIR: folder },
    remove() {
      removeFolder();
      release();
      return Promise.resolve();
    },
  });
}

async function openDatabase({ databaseUrl }: Addresses): Promise<Namespace> {
  const database = await createDatabase(databaseUrl);
  return {
    settings: { ...sharedSettings(), DATABASE_URL: database.url },
    remove: database.drop,
  };
}

/** Prefixes of one's own on a Redis and an Elasticsearch. */
export function openCluster({
  redisUrl,
  elasticsearchUrl,
}: Pick<Addresses, 'redisUrl' | 'elasticsearchUrl'>): Promise<Namespace> {
  const prefix = namespace();
  return Promise.resolve({
    settings: {
      ...sharedSettings(),
      REDIS_URL: redisUrl,
      REDIS_KEY_PREFIX: `${prefix}:`,
      ELASTICSEARCH_URL: elasticsearchUrl,
      ELASTICSEARCH_INDEX_PREFIX: prefix,
    },
    async remove() {
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

async function removeKeys(url: string, prefix: string): Promise<void> {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${prefix}*`, count: 1_000 })) {
    if (Array.isArray(keys) && keys.length > 0) await redis.unlink(keys);
  }
  redis.disconnect();
}

async function removeIndices(node: string, prefix: string): Promise<void> {
  const elasticsearch = new Elasticsearch({ node });
  const found = await elasticsearch.indices.get({ index: `${prefix}*` });
  const index = Object.keys(found);
  if (index.length > 0) await elasticsearch.indices.delete({ index });
  await elasticsearch.close();
}
