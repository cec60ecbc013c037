import { describe, expect, onTestFinished, test } from 'vitest';
import type { UserId } from '../../src/ports/message-store.ts';
import { parseConfig } from '../../src/roles/config.ts';
import { openStores } from '../../src/roles/stores.ts';
import { loggedIn, newAddress, registered } from '../support/accounts.ts';
import { createGraphQLClient, type GraphQLClient } from '../support/graphql-client.ts';
import { type RunningProduct, type Settings, startProduct } from '../support/product.ts';
import { presets } from '../support/stack.ts';
import { createTestLog } from '../support/test-log.ts';
import { expectViewsToEqualTheLog, viewsCaughtUp, watchVersions } from '../support/views-of-log.ts';
import { waitFor } from '../support/wait-for.ts';

// A lease and a membership last five seconds, and the others look for free partitions every second.
const takeOver = 10_000;
const clients = 4;
/** Enough for most partitions to get some. */
const some = 24;

const shared = presets().filter(({ name }) => name === 'PostgreSQL' || name === 'Redis and Elasticsearch');

describe.each(shared)('with $name', ({ name, open }) => {
  test('aggregators that are killed, started and stopped under load lose nothing and repeat nothing', {
    timeout: 90_000,
  }, async () => {
    const { settings, remove } = await open();
    onTestFinished(remove);
    await using gateway = await startProduct({ ...settings, ROLE: 'gateway' });
    const startAggregator = () => startProduct({ ...settings, ROLE: 'aggregator' });
    await using first = await startAggregator();
    await using second = await startAggregator();
    const stores = openSharedStores(settings);
    const load = startLoad(createGraphQLClient(gateway.url));
    const watch = watchVersions(stores, load.userIds);
    await load.goesOn();
    await viewsCaughtUp(stores);

    const times = { killed: 0, stopped: 0 };
    times.killed = await timeOf(async () => {
      await first.kill();
      await load.goesOn();
      await viewsCaughtUp(stores);
    });
    await using third = await startAggregator();
    await load.goesOn();
    times.stopped = await timeOf(async () => {
      expect(await second.stop()).toEqual({ code: 0, signal: null });
      await load.goesOn();
      await viewsCaughtUp(stores);
    });
    await load.stop();
    await viewsCaughtUp(stores);

    expect(await watch.stop()).toEqual([]);
    const users = await expectViewsToEqualTheLog(stores);
    expect(await everybodyParked(stores)).toEqual([]);
    expect(times.killed).toBeLessThan(takeOver);
    expect(times.stopped).toBeLessThan(takeOver);
    expectNoComplaint([second, third]);
    console.info(
      `${name}: ${users} users, ${load.appends()} appends; caught up ${times.killed} ms after a kill and ${times.stopped} ms after a stop.`,
    );
  });
});

function openSharedStores(settings: Settings) {
  const stores = openStores({
    config: parseConfig(settings),
    keyFingerprint: 'asked for by nothing here',
    log: createTestLog(),
  });
  onTestFinished(() => stores.close());
  return stores;
}

/** Registrations, each with two logins, by several clients at once. */
function startLoad(client: GraphQLClient) {
  const ids: UserId[] = [];
  let appends = 0;
  let isStopping = false;
  const work = Promise.all(
    Array.from({ length: clients }, async () => {
      while (!isStopping) {
        const email = newAddress();
        ids.push((await registered(client, email)).user.id);
        for (let logins = 0; logins < 2; logins += 1) await loggedIn(client, email);
        appends += 3;
      }
    }),
  );
  return {
    userIds: () => ids.slice(),
    appends: () => appends,
    /** Resolves when some more is appended. */
    async goesOn() {
      const before = appends;
      await Promise.race([work, waitFor(() => expect(appends).toBeGreaterThan(before + some))]);
    },
    async stop() {
      isStopping = true;
      await work;
    },
  };
}

async function timeOf(work: () => Promise<void>): Promise<number> {
  const begun = performance.now();
  await work();
  return Math.round(performance.now() - begun);
}

async function everybodyParked({ feeds }: ReturnType<typeof openSharedStores>) {
  const partitions = Array.from({ length: feeds.partitions }, (_, partition) => partition);
  const parked = ['users', 'events'].flatMap((group) =>
    partitions.map((partition) => feeds.parked(group, partition)),
  );
  return (await Promise.all(parked)).flat();
}

function expectNoComplaint(aggregators: readonly RunningProduct[]): void {
  for (const aggregator of aggregators) expect(aggregator.output()).not.toMatch(/WARN|ERROR/);
}
