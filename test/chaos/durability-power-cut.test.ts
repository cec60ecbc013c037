import { rmSync } from 'node:fs';
import { expect, onTestFinished, test } from 'vitest';
import { durablePostgres } from '../support/durability/durable-postgres.ts';
import { durableRedis } from '../support/durability/durable-redis.ts';
import { durableSqlite } from '../support/durability/durable-sqlite.ts';
import { lostOf } from '../support/durability/load.ts';
import type { DurableStore } from '../support/durability/store-under-load.ts';
import { cutPower } from '../support/power-cut/cut-power.ts';
import { openWriteTrace } from '../support/power-cut/trace-writes.ts';
import { run } from '../support/servers/run.ts';
import { waitFor } from '../support/wait-for.ts';

const enough = 200;
/** In milliseconds: longer than two rounds of `everysec`. */
const longEnough = 2_500;
const timeout = 60_000;

test.each([
  durableSqlite({ synchronous: 'full' }),
  durablePostgres({ synchronous_commit: 'on' }),
  durableRedis({ appendfsync: 'always' }),
])(
  '$name loses nothing that was acknowledged in a power cut',
  async (store) => {
    const { acknowledged, lost } = await cutPowerUnderLoad(store);
    expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
    expect(lost).toEqual([]);
  },
  timeout,
);

test(
  'Redis with appendfsync everysec loses what it acknowledged in the last two seconds before a power cut',
  async () => {
    const { acknowledged, lost, at } = await cutPowerUnderLoad(durableRedis({ appendfsync: 'everysec' }));
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(acknowledged.length);
    expect(Math.max(...lost.map((one) => at - one.at))).toBeLessThan(2_100);
  },
  timeout,
);

test.each([
  durableSqlite({ synchronous: 'off' }),
  durablePostgres({ synchronous_commit: 'off', wal_writer_delay: '2s' }),
  durableRedis({ appendfsync: 'no' }),
])(
  '$name loses some of what it acknowledged in a power cut',
  async (store) => {
    const { lost } = await cutPowerUnderLoad(store);
    expect(lost.length).toBeGreaterThan(0);
  },
  timeout,
);

async function cutPowerUnderLoad(store: DurableStore) {
  const folder = await store.newFolder();
  const image = await copyOf(folder);
  const trace = await openWriteTrace(store.user);
  onTestFinished(trace.remove);
  const load = await store.start({ folder, under: trace.under });
  await waitFor(
    () => {
      const [first] = load.acknowledged;
      expect(load.acknowledged.length).toBeGreaterThanOrEqual(enough);
      expect(Date.now() - (first?.at ?? Date.now())).toBeGreaterThanOrEqual(longEnough);
    },
    { timeout: 40_000 },
  );
  // One moment: nothing comes in between, and what was acknowledged has left its trace before.
  const [acknowledged, length, at] = [[...load.acknowledged], trace.length(), Date.now()];
  await load.kill();
  await cutPower({ trace, length, folder: store.filesIn(folder), image: store.filesIn(image) });
  // A server that does not run as root has to write what was made here.
  await run('chown', ['-R', `--reference=${folder}`, image]);
  return { acknowledged, at, lost: await lostOf(acknowledged, await store.open(image)) };
}

async function copyOf(folder: string): Promise<string> {
  const image = `${folder}-image`;
  onTestFinished(() => rmSync(image, { recursive: true, force: true }));
  await run('cp', ['-a', folder, image]);
  return image;
}
