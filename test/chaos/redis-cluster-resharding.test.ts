import slotOf from 'cluster-key-slot';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { partitionTags } from '../../src/adapters/redis/partition-tags.ts';
import { startCallers } from '../support/callers.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { startGroupReader } from '../support/group-reader.ts';
import { expectGivenInOrder, expectIntactLog, expectNothingLost } from '../support/log-integrity.ts';
import { moveSlot } from '../support/move-slot.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';
import { type RedisCluster, startRedisCluster } from '../support/servers/redis-cluster.ts';
import { waitFor } from '../support/wait-for.ts';

const partitions = 4;
let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster();
});

afterAll(() => cluster.stop());

test.each([{ replicas: 0 }, { replicas: 1 }])(
  'partitions that move between masters lose and double nothing, and disturb no caller: %o',
  { timeout: 60_000 },
  async (options) => {
    const side = await preparedWriteSide(openRedisWriteSide(cluster.url, options), { partitions });
    const before = await redirections();
    const callers = startCallers(side.store);
    const reader = await startGroupReader(side.feeds);
    await waitFor(() => expect(callers.count()).toBeGreaterThan(20));

    await movePartitions(1);
    const between = callers.count();
    await waitFor(() => expect(callers.count()).toBeGreaterThan(between + 20));
    await movePartitions(-1);

    const calls = await callers.stop();
    const given = await reader.finish();
    expect(calls.errors).toEqual([]);
    await expectNothingLost(side.store, calls);
    await expectIntactLog(side, calls);
    await expectGivenInOrder(side.store, calls, given);
    const after = await redirections();
    expect(after.moved).toBeGreaterThan(before.moved);
    expect(after.unstable).toBeGreaterThan(before.unstable);
  },
);

test('all users of a partition are told while it moves between masters', { timeout: 60_000 }, async () => {
  const { store } = await preparedWriteSide(openRedisWriteSide(cluster.url), { partitions });
  const ids = Array.from({ length: 40 }, () => newUserId(0, partitions)).sort();
  for (const userId of ids) await store.append(appendRequest({ userId }));
  const tell = async () => (await Array.fromAsync(store.users(0))).sort();

  for (const step of [1, -1] as const) {
    let isMoving = true;
    const moved = movePartitions(step).finally(() => {
      isMoving = false;
    });
    while (isMoving) expect(await tell()).toEqual(ids);
    await moved;
  }

  expect(await tell()).toEqual(ids);
});

/** Moves every partition to the next master, or back. */
async function movePartitions(step: 1 | -1): Promise<void> {
  const masters = cluster.nodes.slice(0, 3);
  for (const tag of partitionTags(partitions)) {
    const slot = slotOf(tag);
    const home = Math.floor((slot * masters.length) / 16_384);
    const away = (home + 1) % masters.length;
    const [from, to] = step === 1 ? [masters[home], masters[away]] : [masters[away], masters[home]];
    if (from === undefined || to === undefined) throw new Error('There are three masters.');
    await moveSlot(cluster.nodes, { slot, from, to });
  }
}

/** How often clients were sent elsewhere, and how often they were told to try again. */
async function redirections(): Promise<{ readonly moved: number; readonly unstable: number }> {
  const infos = await Promise.all(cluster.nodes.map(({ client }) => client.info('errorstats')));
  const count = (error: string) => {
    const found = infos.map((info) => new RegExp(`errorstat_${error}:count=(\\d+)`).exec(info)?.[1]);
    return found.reduce((sum, number) => sum + Number(number ?? 0), 0);
  };
  return { moved: count('MOVED'), unstable: count('TRYAGAIN') + count('ASK') };
}
