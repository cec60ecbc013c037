import { randomBytes } from 'node:crypto';
import { startElasticsearch } from '../../test/support/servers/elasticsearch.ts';
import { startRedis } from '../../test/support/servers/redis.ts';

/** SQLite in a folder, or Redis with Elasticsearch. */
export const storeKinds = ['embedded', 'servers'] as const;
export type StoreKind = (typeof storeKinds)[number];

/** Where a gateway keeps its data, as settings without those that are its own. */
export interface StoreServers {
  readonly settings: Readonly<Record<string, string>>;
  stop(): Promise<void>;
}

/** The servers for one benchmark; none for an embedded store. */
export async function startStoreServers(kind: StoreKind): Promise<StoreServers> {
  if (kind === 'embedded') return { settings: {}, stop: () => Promise.resolve() };
  // With the heap of a small server, and all of the compiler, which the tests do without.
  const jvmOptions = ['-Xms1g', '-Xmx1g'];
  const [redis, elasticsearch] = await Promise.all([startRedis(), startElasticsearch({ jvmOptions })]);
  return {
    settings: { REDIS_URL: redis.url, ELASTICSEARCH_URL: elasticsearch.url },
    stop: async () => void (await Promise.all([redis.stop(), elasticsearch.stop()])),
  };
}

/** The same servers, with nothing on them yet. */
export function apart({ REDIS_URL, ...settings }: StoreServers['settings']): StoreServers['settings'] {
  if (REDIS_URL === undefined) return settings;
  const name = `bench-${randomBytes(6).toString('hex')}`;
  return { ...settings, REDIS_URL, REDIS_KEY_PREFIX: `${name}:`, ELASTICSEARCH_INDEX_PREFIX: name };
}
