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
/** In milliseconds: a round of `everysec`, with the two seconds for which Redis puts off a write on a busy disk. */
const unsyncedAtMost = 3_000;
const timeout = 60_000;

for (const store of [
  durableSqlite({ synchronous: 'full' }),
  durableSqlite({ synchronous: 'full', isHurried: true }),
  durablePostgres({ synchronous_commit: 'on' }),
  durableRedis({ appendfsync: 'always' }),
]) {
  test(
    `${store.name} loses nothing that was acknowledged in a power cut`,
    async () => {
      const { acknowledged, lost } = await cutPowerUnderLoad(store);
      expect(acknowledged.length).toBeGreaterThanOrEqual(enough);
      expect(lost).toEqual([]);
    },
    timeout,
  );
}

test(
  'Redis with appendfsync everysec loses what it acknowledged in the last seconds before a power cut',
  async () => {
    const store = durableRedis({ appendfsync: 'everysec' });
    const { acknowledged, lost, at } = await cutPowerUnderLoad(store, unsyncedAtMost + 1_000);
    const ages = lost.map((one) => at - one.at);
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(acknowledged.length);
    expect(Math.max(...ages)).toBeLessThan(unsyncedAtMost);
    console.info(
      `everysec: lost ${lost.length} of ${acknowledged.length}, ${Math.max(...ages)} ms old at most.`,
    );
  },
  timeout,
);

for (const store of [
  durableSqlite({ synchronous: 'off' }),
  durablePostgres({ synchronous_commit: 'off', wal_writer_delay: '2s' }),
  durableRedis({ appendfsync: 'no' }),
]) {
  test(
    `${store.name} loses some of what it acknowledged in a power cut`,
    async () => {
      const { lost } = await cutPowerUnderLoad(store);
      expect(lost.length).toBeGreaterThan(0);
    },
    timeout,
  );
}

async function cutPowerUnderLoad(store: DurableStore, longEnough = 0) {
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
