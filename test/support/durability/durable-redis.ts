import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { connectRedis } from '../../../src/adapters/redis/connect.ts';
import { createRedisMessageStore } from '../../../src/adapters/redis/redis-message-store.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { startRedis } from '../servers/redis.ts';
import { claimFolder } from '../servers/temporary-folder.ts';
import { identity } from './settings.ts';
import { type DurableStore, putUnderLoad, type StartOptions } from './store-under-load.ts';

export function durableRedis(conf: Readonly<Record<string, string>>): DurableStore {
  async function start({ folder, under }: StartOptions) {
    const server = await startRedis({ dataDir: folder, conf, under });
    onTestFinished(() => server.kill());
    return { server, store: await openStore(server.url) };
  }
  return {
    name: `Redis with ${Object.entries(conf)
      .map((setting) => setting.join(' '))
      .join(', ')}`,
    newFolder: () => {
      const folder = claimFolder(undefined);
      onTestFinished(folder.remove);
      return Promise.resolve(folder.path);
    },
    filesIn: (folder) => join(folder, 'redis'),
    async start(options) {
      const { server, store } = await start(options);
      return putUnderLoad(store, server.kill);
    },
    open: async (folder) => (await start({ folder })).store,
  };
}

async function openStore(url: string): Promise<MessageStore> {
  const redis = connectRedis(url, { onError: () => undefined });
  onTestFinished(() => redis.disconnect());
  const store = createRedisMessageStore({ redis, ...identity });
  await store.prepare();
  return store;
}
