import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { installPackages } from './apt.ts';
import { findProgram } from './find-program.ts';
import { findFreePort } from './free-port.ts';
import { type OwnServer, type OwnServerOptions, ownServer } from './own-server.ts';
import { startProcess, untilReady } from './server-process.ts';
import { claimFolder } from './temporary-folder.ts';

export interface RedisOptions extends OwnServerOptions {
  /** Settings on top of {@link REDIS_SETTINGS}, by their names in redis.conf. */
  readonly conf?: Readonly<Record<string, string>>;
  readonly under?: readonly string[] | undefined;
}

/** Those that deploy/redis.conf ships. */
export const REDIS_SETTINGS: Readonly<Record<string, string>> = {
  appendonly: 'yes',
  appendfsync: 'everysec',
  'maxmemory-policy': 'noeviction',
  'stream-node-max-bytes': '640',
  save: '',
};

export async function startRedis({ port, dataDir, conf, under }: RedisOptions = {}): Promise<OwnServer> {
  const program = await findRedis();
  const folder = claimFolder(dataDir);
  const listenOn = port ?? (await findFreePort());
  const data = join(folder.path, 'redis');
  mkdirSync(data, { recursive: true });
  const settings = { port: String(listenOn), bind: '127.0.0.1', dir: data, ...REDIS_SETTINGS, ...conf };
  const server = await startProcess({
    command: program,
    args: toRedisArguments(settings),
    folder: folder.path,
    under,
  });
  await untilReady('Redis', server, () => ping(listenOn));
  return ownServer({ url: `redis://127.0.0.1:${listenOn}`, port: listenOn, server, folder });
}

/** Settings as redis-server's arguments. */
export function toRedisArguments(settings: Readonly<Record<string, string>>): string[] {
  return Object.entries(settings).flatMap(([name, value]) => [`--${name}`, value]);
}

async function findRedis(): Promise<string> {
  const present = findProgram('redis-server');
  if (present !== undefined) return present;
  const otherwise =
    'Redis is missing: install redis-server, start Docker, or give the URL of one in TEST_REDIS_URL.';
  await installPackages({ packages: ['redis-server'], otherwise });
  const installed = findProgram('redis-server');
  if (installed === undefined) throw new Error(otherwise);
  return installed;
}

async function ping(port: number): Promise<void> {
  const client = new Redis(port, '127.0.0.1', { lazyConnect: true, retryStrategy: () => null });
  // The rejected promise carries the same error; without a listener ioredis prints it as well.
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}
