import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Projection } from '../../../../src/application/projections/projection.ts';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { FeedEntry, Feeds } from '../../../../src/ports/feeds.ts';
import { delay } from '../../../../src/roles/compose.ts';
import { someRegistration, someRequest } from '../../../support/controls/requests.ts';
import { openEmbedded } from '../../../support/embedded.ts';

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  embedded = await openEmbedded({ PARTITIONS: '2' });
  stopping = new AbortController();
  running = Promise.resolve();
});

afterEach(async () => {
  stopping.abort();
  await running;
  await embedded.close();
});

/** Registers people until both partitions have somebody; their ids by partition. */
async function registerInBoth(): Promise<readonly FeedEntry[]> {
  for (let i = 0; (await allEntries()).some((entries) => entries.length === 0); i += 1) {
    await embedded.app.registerUser({ ...someRegistration, email: `ada${i}@example.com` }, someRequest);
  }
  return (await allEntries()).flat();
}

function allEntries(): Promise<readonly (readonly FeedEntry[])[]> {
  return Promise.all([0, 1].map((partition) => embedded.feeds.read(partition, '0-0', 100)));
}

function start(feeds: Feeds, apply: Projection['apply']): void {
  const deps = { feeds, owner: 'an owner', log: embedded.log, delay };
  running = runProjection(deps, { name: 'users', apply }, stopping.signal);
}

describe('running a projection', () => {
  it('applies every entry once, and acknowledges it', async () => {
    const entries = await registerInBoth();
    const applied: FeedEntry[] = [];
    start(embedded.feeds, async (batch) => void applied.push(...batch));
    await vi.waitUntil(() => applied.length === entries.length, 5_000);
    await vi.waitFor(async () =>
      expect(await embedded.feeds.applied('users')).toEqual(await embedded.feeds.heads()),
    );
    expect(new Set(applied.map(({ userId }) => userId)).size).toBe(entries.length);
  });

  it('tries a batch that failed again, with nothing overtaking, and says so once', async () => {
    const entries = await registerInBoth();
    const batches: (readonly FeedEntry[])[] = [];
    start(embedded.feeds, async (batch) => {
      batches.push(batch);
      if (batches.length < 4) throw new Unavailable('views', new Error('down'));
    });
    await vi.waitUntil(() => batches.length === 4, 5_000);
    await vi.waitFor(async () =>
      expect(await embedded.feeds.applied('users')).toEqual(await embedded.feeds.heads()),
    );
    expect(batches).toEqual([batches[0], batches[0], batches[0], batches[0]]);
    expect(batches[0]).toHaveLength(entries.length);
    expect(embedded.log.messages).toEqual([
      'The projection waits and tries again',
      'The projection works again',
    ]);
  });

  it('repeats an acknowledgement that failed', async () => {
    const entries = await registerInBoth();
    let failures = 0;
    const feeds: Feeds = {
      ...embedded.feeds,
      acknowledge(lease, acknowledged) {
        if (failures < 2) {
          failures += 1;
          return Promise.reject(new Unavailable('message store', new Error('a time-out')));
        }
        return embedded.feeds.acknowledge(lease, acknowledged);
      },
    };
    const applied: FeedEntry[] = [];
    start(feeds, async (batch) => void applied.push(...batch));
    await vi.waitFor(
      async () => expect(await embedded.feeds.applied('users')).toEqual(await embedded.feeds.heads()),
      5_000,
    );
    expect(applied).toHaveLength(entries.length);
  });

  it('leaves the entries of a lease that it lost to the next owner, and acknowledges the rest', async () => {
    const entries = await registerInBoth();
    const lost = entries.filter(({ partition }) => partition === 0);
    const kept = entries.filter(({ partition }) => partition === 1);
    let losing = false;
    const feeds: Feeds = {
      ...embedded.feeds,
      acquire: (group, partition, ...rest) =>
        losing && partition === 0 ? Promise.resolve(null) : embedded.feeds.acquire(group, partition, ...rest),
      async renew(leases, milliseconds) {
        const losing0 = leases.filter(({ partition }) => partition === 0);
        losing ||= losing0.length > 0;
        await Promise.all(losing0.map((lease) => embedded.feeds.release(lease)));
        return embedded.feeds.renew(leases, milliseconds);
      },
    };
    const applied: FeedEntry[] = [];
    start(feeds, async (batch) => {
      if (batch.some(({ partition }) => partition === 0)) throw new Unavailable('views', new Error('down'));
      applied.push(...batch);
    });
    await vi.waitUntil(() => applied.length === kept.length, 10_000);
    const next = await embedded.feeds.acquire('users', 0, 'another owner', 5_000);
    if (next === null) throw new Error('The lease is free.');
    expect(await embedded.feeds.next([next], 100, 0)).toEqual(lost);
    await vi.waitFor(async () => {
      expect((await embedded.feeds.applied('users'))[1]).toBe((await embedded.feeds.heads())[1]);
    });
  });
});
