import { findChromium } from './chromium.ts';
import { hasContainerEngine, startContainer } from './containers.ts';
import { startElasticsearch } from './elasticsearch.ts';
import type { OwnServer } from './own-server.ts';
import { startPostgres } from './postgres.ts';
import { startRedis } from './redis.ts';
import type { ServerName, ServerProvision } from './server-addresses.ts';

const VARIABLES: Readonly<Record<ServerName, string>> = {
  redisUrl: 'TEST_REDIS_URL',
  databaseUrl: 'TEST_DATABASE_URL',
  elasticsearchUrl: 'TEST_ELASTICSEARCH_URL',
  chromiumPath: 'TEST_CHROMIUM_PATH',
};

/** What the environment names, or else a container where an engine answers, or else a native process. */
export async function provideServer(name: ServerName): Promise<ServerProvision> {
  const given = process.env[VARIABLES[name]];
  if (given !== undefined && given !== '') return keepRunning(given);
  if (name === 'chromiumPath') return keepRunning(await findChromium());
  return (await hasContainerEngine()) ? startContainer(name) : startNative(name);
}

function keepRunning(address: string): ServerProvision {
  return { address, stop: () => Promise.resolve() };
}

async function startNative(name: Exclude<ServerName, 'chromiumPath'>): Promise<ServerProvision> {
  const server = await nativeServer(name);
  return { address: server.url, stop: server.stop };
}

function nativeServer(name: Exclude<ServerName, 'chromiumPath'>): Promise<OwnServer> {
  switch (name) {
    case 'redisUrl':
      return startRedis();
    case 'databaseUrl':
      return startPostgres();
    case 'elasticsearchUrl':
      return startElasticsearch();
  }
}
