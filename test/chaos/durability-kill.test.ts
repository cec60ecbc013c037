import { expect, test } from 'vitest';
import { durablePostgres } from '../support/durability/durable-postgres.ts';
import { durableRedis } from '../support/durability/durable-redis.ts';
import { durableSqlite } from '../support/durability/durable-sqlite.ts';
import { lostOf } from '../support/durability/load.ts';
import type { DurableStore } from '../support/durability/store-under-load.ts';
import { waitFor } from '../support/wait-for.ts';

const enough = 300;
const timeout = 60_000;

for (const store of [
  durableSqlite({ synchronous: 'full' }),
  durablePostgres({ synchronous_commit: 'on' }),
  durableRedis({ appendfsync: 'everysec' }),
  durableRedis({ appendfsync: 'always' }),
]) {
  test(
    `${store.name} loses nothing that was acknowledged when its process is killed`,
    async () => {
      const { acknowledged, lost } = await killUnderLoad(store);
      expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
      expect(lost).toEqual([]);
    },
    timeout,
  );
}

test(
  'Redis without an append-only file loses everything since its last snapshot when its process is killed',
  async () => {
    const { acknowledged, lost } = await killUnderLoad(durableRedis({ appendonly: 'no', save: '' }));
    expect(lost).toEqual(acknowledged);
  },
  timeout,
);

test(
  'PostgreSQL with synchronous_commit off loses some of what it acknowledged when its processes are killed',
  async () => {
    const store = durablePostgres({ synchronous_commit: 'off', wal_writer_delay: '2s' });
    const { lost } = await killUnderLoad(store);
    expect(lost.length).toBeGreaterThan(0);
  },
  timeout,
);

async function killUnderLoad(store: DurableStore) {
  const folder = await store.newFolder();
  const load = await store.start({ folder });
  await waitFor(() => expect(load.acknowledged.length).toBeGreaterThanOrEqual(enough));
  await load.kill();
  const { acknowledged } = load;
  return { acknowledged, lost: await lostOf(acknowledged, await store.open(folder)) };
}
