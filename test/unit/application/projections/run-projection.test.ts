import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Projection } from '../../../../src/application/projections/projection.ts';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { FeedEntry, Feeds } from '../../../../src/ports/feeds.ts';
import { appended } from '../../../support/appends.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { hurried } from '../../../support/hurried.ts';
import { createTestLog } from '../../../support/test-log.ts';
import { waitFor } from '../../../support/wait-for.ts';

const settled = { timeout: 10_000, interval: 20 };

let feeds: Feeds;
let entries: readonly FeedEntry[];
let log: ReturnType<typeof createTestLog>;
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  const stores = await openEmbeddedStores(2);
  feeds = stores.feeds;
  entries = [...(await appended(stores.messageStore, 0, 2)), ...(await appended(stores.messageStore, 1, 2))];
  log = createTestLog();
  stopping = new AbortController();
  running = Promise.resolve();
  return stop;
});

afterEach(stop);

async function stop(): Promise<void> {
  stopping.abort();
  await running;
}

/** Runs a projection that can apply everything. */
function start(on: Feeds, apply: (entries: readonly FeedEntry[]) => void | Promise<void>): void {
  const projection: Projection = {
    name: 'users',
    async apply(batch) {
      await apply(batch);
      return [];
    },
    reapply: () => Promise.resolve(),
  };
  const deps = { feeds: on, owner: 'an owner', log, clock: Date.now, delay: hurried };
  running = runProjection(deps, projection, stopping.signal);
}

async function everythingIsAcknowledged(): Promise<void> {
  await waitFor(async () => expect(await feeds.applied('users')).toEqual(await feeds.heads()), settled);
}

function sorted(batch: readonly FeedEntry[]): readonly FeedEntry[] {
  return batch.toSorted((a, b) => a.partition - b.partition);
}

describe('running a projection', () => {
  it('applies every entry once, and acknowledges it', async () => {
    const applied: FeedEntry[] = [];
    start(feeds, (batch) => void applied.push(...batch));
    await everythingIsAcknowledged();
    expect(sorted(applied)).toEqual(entries);
  });

  it('tries a batch that failed again, with nothing overtaking, and says so once', async () => {
    const batches: (readonly FeedEntry[])[] = [];
    start(feeds, (batch) => {
      batches.push(sorted(batch));
      if (batches.length < 4) throw new Unavailable('views', new Error('down'));
    });
    await everythingIsAcknowledged();
    expect(batches).toEqual([entries, entries, entries, entries]);
    expect(log.messages).toEqual(['The projection waits and tries again', 'The projection works again']);
  });

  it('repeats an acknowledgement that failed', async () => {
    let failures = 0;
    const failing: Feeds = {
      ...feeds,
      acknowledge(lease, acknowledged) {
        if (failures < 2) {
          failures += 1;
          return Promise.reject(new Unavailable('message store', new Error('a time-out')));
        }
        return feeds.acknowledge(lease, acknowledged);
      },
    };
    const applied: FeedEntry[] = [];
    start(failing, (batch) => void applied.push(...batch));
    await everythingIsAcknowledged();
    expect(sorted(applied)).toEqual(entries);
  });

  it('leaves the entries of a lease that it lost to the next owner, and acknowledges the rest', async () => {
    const [lost, kept] = [0, 1].map((number) => entries.filter(({ partition }) => partition === number));
    let losing = false;
    const losingOne: Feeds = {
      ...feeds,
      acquire: (group, partition, ...rest) =>
        losing && partition === 0 ? Promise.resolve(null) : feeds.acquire(group, partition, ...rest),
      async renew(leases, milliseconds) {
        const losing0 = leases.filter(({ partition }) => partition === 0);
        losing ||= losing0.length > 0;
        await Promise.all(losing0.map((lease) => feeds.release(lease)));
        return feeds.renew(leases, milliseconds);
      },
    };
    const applied: FeedEntry[] = [];
    start(losingOne, (batch) => {
      if (batch.some(({ partition }) => partition === 0)) throw new Unavailable('views', new Error('down'));
      applied.push(...batch);
    });
    await waitFor(() => expect(applied).toEqual(kept), settled);
    expect(await takenOver(0)).toEqual(lost);
    await waitFor(async () => {
      expect((await feeds.applied('users'))[1]).toBe((await feeds.heads())[1]);
    });
  });
});

describe('a projection that is to give a partition back', () => {
  it('finishes and acknowledges its batch first', async () => {
    const applying = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    const { joined, counting } = countJoins();
    start(counting, () => {
      applying.resolve();
      return gate.promise;
    });
    await applying.promise;
    await feeds.join('users', 'another owner', 60_000);
    const before = joined();
    await waitFor(() => expect(joined()).toBeGreaterThan(before + 3), settled);
    expect(await acquirable()).toEqual([]);
    gate.resolve();
    await everythingIsAcknowledged();
    await waitFor(async () => expect(await acquirable()).toHaveLength(1), settled);
  });

  it('does so between two attempts as well, and leaves the entries to the next owner', async () => {
    start(feeds, () => {
      throw new Unavailable('views', new Error('down'));
    });
    await waitFor(() => expect(log.messages).toEqual(['The projection waits and tries again']), settled);
    await feeds.join('users', 'another owner', 60_000);
    const [partition = -1] = await waitFor(async () => {
      const free = await acquirable();
      expect(free).toHaveLength(1);
      return free;
    }, settled);
    expect(await takenOver(partition)).toEqual(entries.filter((entry) => entry.partition === partition));
  });

  it('finishes and acknowledges its batch when it ends, and leaves the group', async () => {
    const applying = Promise.withResolvers<void>();
    const gate = Promise.withResolvers<void>();
    start(feeds, () => {
      applying.resolve();
      return gate.promise;
    });
    await applying.promise;
    stopping.abort();
    expect(await acquirable()).toEqual([]);
    gate.resolve();
    await running;
    expect(await feeds.applied('users')).toEqual(await feeds.heads());
    expect(await feeds.join('users', 'another owner', 60_000)).toEqual(['another owner']);
    expect(await acquirable()).toEqual([0, 1]);
  });
});

function countJoins() {
  let joins = 0;
  const counting: Feeds = {
    ...feeds,
    join(...args) {
      joins += 1;
      return feeds.join(...args);
    },
  };
  return { counting, joined: () => joins };
}

/** The partitions that another owner is given, which it keeps. */
async function acquirable(): Promise<readonly number[]> {
  const leases = await Promise.all([0, 1].map((n) => feeds.acquire('users', n, 'another owner', 60_000)));
  return leases.flatMap((lease) => lease?.partition ?? []);
}

/** What the next owner of a partition is given first. */
async function takenOver(partition: number): Promise<readonly FeedEntry[]> {
  const lease = await feeds.acquire('users', partition, 'another owner', 60_000);
  if (lease === null) throw new Error('The lease is free.');
  return feeds.next([lease], 100, 0);
}
