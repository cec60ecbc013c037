import { expect, it, onTestFinished } from 'vitest';
import { runProjection } from '../../../../src/application/projections/run-projection.ts';
import { trimFeeds } from '../../../../src/application/projections/trim-feeds.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { Feeds, Lease } from '../../../../src/ports/feeds.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { hurried } from '../../../support/hurried.ts';
import { createTestLog } from '../../../support/test-log.ts';
import { waitFor } from '../../../support/wait-for.ts';

const groups = ['users', 'events'];
const now = 1_760_000_000_000;
const hour = 3_600_000;
type Trim = Parameters<Feeds['trim']>;

function leaseOf(partition: number): Lease {
  return { group: 'users', partition, owner: 'an owner', fence: 1 };
}

/** Runs so many rounds; answers with what was trimmed, the rounds' pauses, and what was told. */
async function roundsOf(count: number, trim: Feeds['trim']) {
  const stopping = new AbortController();
  const pauses: number[] = [];
  const log = createTestLog();
  const delay = (milliseconds: number) => {
    pauses.push(milliseconds);
    if (pauses.length > count) stopping.abort();
    return Promise.resolve();
  };
  const leases = () => [leaseOf(0), leaseOf(3)];
  const deps = { feeds: { trim }, leases, groups, retention: hour, clock: () => now, delay, log };
  await trimFeeds(deps, stopping.signal);
  return { pauses, messages: log.messages };
}

it('trims the partitions that are held once a minute, of what is older than the retention', async () => {
  const trimmed: Trim[] = [];
  const { pauses } = await roundsOf(2, async (...trim) => void trimmed.push(trim));
  expect(trimmed).toEqual([0, 3, 0, 3].map((partition) => [partition, groups, now - hour] satisfies Trim));
  expect(pauses).toEqual([60_000, 60_000, 60_000]);
});

it('goes on when trimming fails, and says so once', async () => {
  let failures = 0;
  const { messages } = await roundsOf(4, () => {
    failures += 1;
    return failures < 3
      ? Promise.reject(new Unavailable('message store', new Error('down')))
      : Promise.resolve();
  });
  expect(messages).toEqual(['The feeds cannot be trimmed now; trying again', 'The feeds are trimmed again']);
});

it('is done beside a projection that is asked to, for the partitions that it holds', async () => {
  const { feeds } = await openEmbeddedStores(2);
  const trimmed: Trim[] = [];
  const watched: Feeds = { ...feeds, trim: async (...trim) => void trimmed.push(trim) };
  const stopping = new AbortController();
  const running = runProjection(
    {
      feeds: watched,
      owner: 'an owner',
      log: createTestLog(),
      clock: () => now,
      delay: (milliseconds, signal) => hurried(milliseconds / 20, signal),
      trimming: { groups, retention: hour },
    },
    { name: 'users', apply: async () => [], reapply: async () => undefined },
    stopping.signal,
  );
  onTestFinished(async () => {
    stopping.abort();
    await running;
  });
  await waitFor(() =>
    expect(trimmed.slice(-2)).toEqual([0, 1].map((partition) => [partition, groups, now - hour])),
  );
});
