import type { TestProject } from 'vitest/node';
import type { ServerAddresses, ServerName } from './servers/server-addresses.ts';
import { sharedServers } from './servers/shared-servers.ts';

declare module 'vitest' {
  export interface ProvidedContext extends ServerAddresses {}
}

const NEEDS: Readonly<Record<string, readonly ServerName[]>> = {
  contract: ['redisUrl', 'redisClusterUrls', 'databaseUrl', 'elasticsearchUrl'],
  e2e: ['redisUrl', 'redisClusterUrls', 'databaseUrl', 'elasticsearchUrl', 'chromiumPath'],
};

/** Starts what the tests of this project need, all at once; they find it by `inject('redisUrl')`. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const servers = sharedServers();
  try {
    await Promise.all(
      (NEEDS[project.name] ?? []).map(async (name) => project.provide(name, await servers.address(name))),
    );
  } catch (error) {
    await servers.stop();
    throw error;
  }
  return () => servers.stop();
}
