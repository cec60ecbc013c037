import { findChromium } from './chromium.ts';
import { hasContainerEngine, startContainer } from './containers.ts';
import { startElasticsearch } from './elasticsearch.ts';
import type { OwnServer } from './own-server.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import { startRedisCluster } from './redis-cluster.ts';
import type { ContainedServerName, ServerName, ServerProvision } from './server-addresses.ts';

const VARIABLES: Readonly<Record<ServerName, string>> = {
  redisUrl: 'TEST_REDIS_URL',
  redisClusterUrls: 'TEST_REDIS_CLUSTER_URLS',
  databaseUrl: 'TEST_DATABASE_URL',
  elasticsearchUrl: 'TEST_ELASTICSEARCH_URL',
  chromiumPath: 'TEST_CHROMIUM_PATH',
};

/** What the environment names, or else a container where there can be one, or else a native process. */
export async function provideServer(name: ServerName): Promise<ServerProvision> {
  const given = process.env[VARIABLES[name]];
  if (given !== undefined && given !== '') return keepRunning(given);
  if (name === 'chromiumPath') return keepRunning(await findChromium());
  if (name === 'redisClusterUrls') return native(await startRedisCluster());
  return (await hasContainerEngine()) ? startContainer(name) : native(await startNative(name));
}

function keepRunning(address: string): ServerProvision {
  return { address, stop: () => Promise.resolve() };
}

function native({ url, stop }: Pick<OwnServer, 'url' | 'stop'>): ServerProvision {
  return { address: url, stop };
}

function startNative(name: ContainedServerName): Promise<OwnServer> {
  switch (name) {
    case 'redisUrl':
      return startRedis();
    case 'databaseUrl':
      return startPostgres();
    case 'elasticsearchUrl':
      return startElasticsearch();
  }
}
