import { describe, expect, it, onTestFinished } from 'vitest';
import { createLeaseKeeper, type LeaseKeeper } from '../../../../src/application/projections/lease-keeper.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { Feeds } from '../../../../src/ports/feeds.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { hurried } from '../../../support/hurried.ts';
import { createTestLog } from '../../../support/test-log.ts';
import { waitFor } from '../../../support/wait-for.ts';

const partitions = 16;
const everyPartition = Array.from({ length: partitions }, (_, partition) => partition);
const settled = { timeout: 10_000, interval: 20 };

/** A process that keeps leases and does nothing with them. */
interface Member {
  readonly keeper: LeaseKeeper;
  readonly log: ReturnType<typeof createTestLog>;
  /** How many rounds of keeping are over. */
  readonly rounds: () => number;
  leave(): Promise<void>;
  /** Lets it do nothing more at all, as if it were killed. */
  kill(): void;
}

function start(feeds: Feeds, owner: string): Member {
  const log = createTestLog();
  const stopping = new AbortController();
  let killed = false;
  let rounds = 0;
  const delay: typeof hurried = (milliseconds, signal) => {
    rounds += 1;
    return killed ? new Promise(() => undefined) : hurried(milliseconds, signal);
  };
  const keeper = createLeaseKeeper({ feeds, group: 'users', owner, delay, log });
  const running = keeper.run(stopping.signal);
  const leave = async () => {
    stopping.abort();
    if (!killed) await running;
  };
  onTestFinished(leave);
  const kill = () => {
    killed = true;
  };
  return { keeper, log, rounds: () => rounds, leave, kill };
}

function partitionsOf({ keeper }: Member): readonly number[] {
  return keeper.leases().map(({ partition }) => partition);
}

/** Waits until they hold so many partitions each, and all partitions together, each once. */
async function expectShares(members: readonly Member[], sizes: readonly number[]): Promise<void> {
  await waitFor(async () => {
    for (const { keeper } of members) await keeper.giveBack();
    expect(members.map(({ keeper }) => keeper.leases().length)).toEqual(sizes);
  }, settled);
  expect(members.flatMap(partitionsOf).toSorted((a, b) => a - b)).toEqual(everyPartition);
}

async function roundsPass(members: readonly Member[], count: number): Promise<void> {
  const before = members.map(({ rounds }) => rounds());
  await waitFor(
    () => expect(members.every(({ rounds }, i) => rounds() >= (before[i] ?? 0) + count)).toBe(true),
    settled,
  );
}

describe('members of a group', () => {
  it.each([
    [['a'], [16]],
    [
      ['b', 'a'],
      [8, 8],
    ],
    [
      ['c', 'a', 'b'],
      [5, 6, 5],
    ],
    [
      ['e', 'd', 'c', 'b', 'a'],
      [3, 3, 3, 3, 4],
    ],
  ])('share 16 partitions fairly: %s', async (owners, sizes) => {
    const { feeds } = await openEmbeddedStores(partitions);
    await expectShares(
      owners.map((owner) => start(feeds, owner)),
      sizes,
    );
  });

  it('move nothing while nobody comes or goes', async () => {
    const { feeds } = await openEmbeddedStores(partitions);
    const members = ['a', 'b', 'c'].map((owner) => start(feeds, owner));
    await expectShares(members, [6, 5, 5]);
    const leases = members.map(({ keeper }) => keeper.leases());
    await roundsPass(members, 20);
    await expectShares(members, [6, 5, 5]);
    expect(members.map(({ keeper }) => keeper.leases())).toEqual(leases);
    expect(members.flatMap(({ log }) => log.messages)).toEqual([]);
  });

  it('move no more than they must when somebody comes or goes', async () => {
    const { feeds } = await openEmbeddedStores(partitions);
    const [a, c] = [start(feeds, 'a'), start(feeds, 'c')];
    await expectShares([a, c], [8, 8]);
    const before = [a, c].map(partitionsOf);
    const b = start(feeds, 'b');
    await expectShares([a, b, c], [6, 5, 5]);
    const amid = [a, c].map(partitionsOf);
    expect(amid.every((kept, i) => kept.every((partition) => before[i]?.includes(partition)))).toBe(true);
    await b.leave();
    expect(b.keeper.leases()).toEqual([]);
    await expectShares([a, c], [8, 8]);
    const after = [a, c].map(partitionsOf);
    expect(amid.every((kept, i) => kept.every((partition) => after[i]?.includes(partition)))).toBe(true);
  });

  it('take over from one who is gone without a word once the leases have expired', async () => {
    const { feeds } = await openEmbeddedStores(partitions);
    const [a, b] = [start(feeds, 'a'), start(feeds, 'b')];
    await expectShares([a, b], [8, 8]);
    a.kill();
    await expectShares([b], [16]);
  });
});

describe('a keeper', () => {
  it('gives back what is beyond its share only when it is told that nothing is being applied', async () => {
    const { feeds } = await openEmbeddedStores(partitions);
    const a = start(feeds, 'a');
    await expectShares([a], [16]);
    const b = start(feeds, 'b');
    await roundsPass([a, b], 5);
    expect([a, b].map(({ keeper }) => keeper.leases().length)).toEqual([16, 0]);
    await a.keeper.giveBack();
    expect(a.keeper.leases()).toHaveLength(8);
    await expectShares([a, b], [8, 8]);
  });

  it('keeps what it holds while the store is away, and says so once', async () => {
    const { feeds } = await openEmbeddedStores(partitions);
    let away = false;
    const orAway = async <Result>(work: () => Promise<Result>) => {
      if (away) throw new Unavailable('message store', new Error('down'));
      return work();
    };
    const failing: Feeds = {
      ...feeds,
      join: (...args) => orAway(() => feeds.join(...args)),
      renew: (...args) => orAway(() => feeds.renew(...args)),
    };
    const a = start(failing, 'a');
    await expectShares([a], [16]);
    const leases = a.keeper.leases();
    away = true;
    await roundsPass([a], 5);
    away = false;
    await roundsPass([a], 2);
    await expectShares([a], [16]);
    expect(a.keeper.leases()).toEqual(leases);
    expect(a.log.messages).toEqual([
      'The leases of partitions cannot be kept now; trying again',
      'The leases of partitions are kept again',
    ]);
  });

  it('forgets a lease that it lost, and takes it again when it is free', async () => {
    const { feeds } = await openEmbeddedStores(1);
    const a = start(feeds, 'a');
    await waitFor(() => expect(a.keeper.leases()).toHaveLength(1), settled);
    const [first] = a.keeper.leases();
    if (first === undefined) throw new Error('There is a lease.');
    await feeds.release(first);
    await waitFor(() => expect(a.log.messages).toEqual(['Leases of partitions were lost']), settled);
    await waitFor(() => expect(a.keeper.leases()).toHaveLength(1), settled);
    expect(a.keeper.holds(first)).toBe(false);
  });
});
