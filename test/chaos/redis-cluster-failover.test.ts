import { expect, onTestFinished, test } from 'vitest';
import { Unavailable } from '../../src/ports/errors.ts';
import { type Callers, startCallers } from '../support/callers.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { startGroupReader } from '../support/group-reader.ts';
import { expectGivenInOrder, expectIntactLog, expectNothingLost } from '../support/log-integrity.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';
import { type RedisCluster, startRedisCluster } from '../support/servers/redis-cluster.ts';
import type { RedisClusterNode } from '../support/servers/redis-cluster-node.ts';
import { asStored, streamOf } from '../support/streams.ts';
import { waitFor } from '../support/wait-for.ts';

const timeout = 60_000;
/** With a node timeout of a second; its users wait for at most so long. */
const longestFailover = 10_000;

test('a master that is killed is replaced within seconds, and no caller hears of it', {
  timeout,
}, async () => {
  const { cluster, master, replica } = await startedCluster();
  const side = await preparedWriteSide(openRedisWriteSide(cluster.url));
  const callers = startCallers(side.store);
  await waitFor(() => expect(callers.count()).toBeGreaterThan(20));

  await master.kill();

  await waitFor(async () => expect(await replica.role()).toBe('master'));
  await goOn(callers);
  const calls = await callers.stop();
  expect(calls.errors).toEqual([]);
  expect(calls.longest).toBeLessThan(longestFailover);
  await expectIntactLog(side, calls);
});

test('every append that a replica confirmed outlasts the master, as often as masters are killed', {
  timeout,
}, async () => {
  const { cluster, master, replica } = await startedCluster();
  const side = await preparedWriteSide(openRedisWriteSide(cluster.url, { replicas: 1 }));
  const callers = startCallers(side.store);
  const reader = await startGroupReader(side.feeds);
  await waitFor(() => expect(callers.count()).toBeGreaterThan(20));

  for (const [killed, next] of [
    [master, replica],
    [replica, master],
  ] as const) {
    await killed.kill();
    await waitFor(async () => expect(await next.role()).toBe('master'));
    // Alone, the new master cannot confirm anything.
    await killed.restart();
    await goOn(callers);
    await cluster.settled();
  }

  const calls = await callers.stop();
  const given = await reader.finish();
  expect(calls.errors).toEqual([]);
  expect(calls.longest).toBeLessThan(longestFailover);
  await expectNothingLost(side.store, calls);
  await expectIntactLog(side, calls);
  await expectGivenInOrder(side.store, calls, given);
});

test('an append that no replica confirms is not acknowledged, unless nobody asks for it', {
  timeout,
}, async () => {
  const { cluster, replica } = await startedCluster();
  const hasty = await preparedWriteSide(openRedisWriteSide(cluster.url), { name: 'shared' });
  const careful = await preparedWriteSide(openRedisWriteSide(cluster.url, { replicas: 1 }), {
    name: 'shared',
  });
  const [first, second] = [inFirstPartition(), inFirstPartition()];

  replica.freeze();
  onTestFinished(() => replica.thaw());

  expect(await hasty.store.append(first)).toMatchObject({ kind: 'appended', version: 1 });
  await expect(careful.store.append(second)).rejects.toThrow(Unavailable);

  replica.thaw();
  // Whether it happened was not known: it did, and now it is confirmed.
  expect(await careful.store.append(second)).toMatchObject({ kind: 'duplicate', version: 1 });
  expect(await streamOf(careful.store, second.userId)).toEqual(asStored(second));
});

interface StartedCluster {
  readonly cluster: RedisCluster;
  /** Of the first partition. */
  readonly master: RedisClusterNode;
  readonly replica: RedisClusterNode;
}

async function startedCluster(): Promise<StartedCluster> {
  const cluster = await startRedisCluster();
  onTestFinished(() => cluster.stop());
  const [master, , , replica] = cluster.nodes;
  if (master === undefined || replica === undefined) throw new Error('There are six nodes.');
  return { cluster, master, replica };
}

/** Resolves once more was appended for every user, of whichever partition. */
async function goOn(callers: Callers): Promise<void> {
  const before = callers.count();
  await waitFor(() => expect(callers.count()).toBeGreaterThan(before + 50));
}

function inFirstPartition() {
  return appendRequest({ userId: newUserId(0) });
}
