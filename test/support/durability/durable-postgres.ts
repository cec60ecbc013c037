import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openPostgres } from '../../../src/adapters/relational/postgresql/open-postgres.ts';
import { createRelationalStores } from '../../../src/adapters/relational/relational-stores.ts';
import type { MessageStore } from '../../../src/ports/message-store.ts';
import { killTree } from '../servers/kill-tree.ts';
import { startPostgres } from '../servers/postgres.ts';
import { unprivilegedUser } from '../servers/system-user.ts';
import { claimFolder } from '../servers/temporary-folder.ts';
import { identity } from './settings.ts';
import { type DurableStore, putUnderLoad, type StartOptions } from './store-under-load.ts';

/** As PostgreSQL comes, unlike the servers of other tests; and quiet but for the load. */
const standard = {
  fsync: 'on',
  full_page_writes: 'on',
  autovacuum: 'off',
  // A trace would hold every new segment of zeroes.
  wal_init_zero: 'off',
};

export function durablePostgres(own: Readonly<Record<string, string>>): DurableStore {
  const settings = { ...standard, ...own };

  async function start({ folder, under }: StartOptions) {
    const server = await startPostgres({ dataDir: folder, settings, under });
    onTestFinished(() => server.kill());
    return { server, store: await openStore(server.url) };
  }
  return {
    name: `PostgreSQL with ${Object.entries(own)
      .map((setting) => setting.join(' '))
      .join(', ')}`,
    user: 'postgres',
    async newFolder() {
      const folder = claimFolder(undefined, unprivilegedUser('postgres'));
      onTestFinished(folder.remove);
      // The first start makes the cluster.
      await (await startPostgres({ dataDir: folder.path, settings })).stop();
      return folder.path;
    },
    filesIn: (folder) => join(folder, 'postgres'),
    async start(options) {
      const { server, store } = await start(options);
      return putUnderLoad(store, () => {
        // Its processes have groups of their own, and what a dead tracer leaves behind cannot work on.
        killTree(server.pid);
        return server.kill();
      });
    },
    open: async (folder) => (await start({ folder })).store,
  };
}

async function openStore(url: string): Promise<MessageStore> {
  const database = openPostgres(url, { onError: () => undefined });
  onTestFinished(() => database.close());
  const { messageStore } = createRelationalStores(database, identity);
  await messageStore.prepare();
  return messageStore;
}
