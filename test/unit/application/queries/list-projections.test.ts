import { expect, test } from 'vitest';
import type { Delay } from '../../../../src/application/environment.ts';
import { makeGroupStatusOf } from '../../../../src/application/queries/group-status.ts';
import { makeListProjections } from '../../../../src/application/queries/list-projections.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { ParkedUser, PartitionLag } from '../../../../src/ports/feeds.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';

const now = 1_760_000_000_000;

const lags: Readonly<Record<string, readonly PartitionLag[]>> = {
  users: [
    { partition: 0, applied: '7-0', appliedAt: now - 9_000, events: 3, waitingSince: now - 1_500 },
    { partition: 1, applied: '8-0', appliedAt: now - 4_000, events: 2, waitingSince: now + 700 },
  ],
  events: [
    { partition: 0, applied: '0-0', appliedAt: null, events: 0, waitingSince: null },
    { partition: 1, applied: '0-0', appliedAt: null, events: 0, waitingSince: null },
  ],
};

const parked: ParkedUser = {
  partition: 1,
  userId: newUserId(1, 2),
  version: 3,
  attempts: 1,
  error: 'An event of an unknown type.',
  at: now,
  isRetryAsked: false,
};

const feeds = {
  lag: async (group: string) => lags[group] ?? [],
  parked: async (group: string, partition: number) => (group === 'users' && partition === 1 ? [parked] : []),
};

/** Nobody waits for so long. */
const endless: Delay = () => new Promise(() => undefined);

const current = { index: 'view_events', shape: 1, latestShape: 1 };
const usersBuilds = {
  current: async () => ({ index: 'view_users', shape: 1, latestShape: 2 }),
  pending: async () => ({ index: 'view_users_2', finished: [1] }),
};
const eventsBuilds = { current: async () => current, pending: async () => null };

test('tells of every view what it has applied, how far behind it is and whether it is to be rebuilt', async () => {
  const builds = { users: usersBuilds, events: eventsBuilds };
  const listProjections = makeListProjections({
    groupStatusOf: makeGroupStatusOf({ feeds, clock: () => now }),
    builds,
    delay: endless,
  });
  const nothing = { lag: 0, lagSeconds: 0, appliedAt: null, deadLetters: 0 };

  expect(await listProjections()).toEqual([
    {
      name: 'users',
      index: 'view_users',
      shape: 1,
      latestShape: 2,
      rebuildDue: true,
      pending: { index: 'view_users_2', finishedPartitions: 1 },
      lag: 5,
      lagSeconds: 1.5,
      lastAppliedAt: now - 4_000,
      deadLetters: 1,
      partitions: [
        { partition: 0, lag: 3, lagSeconds: 1.5, appliedAt: now - 9_000, deadLetters: 0 },
        // What waits was appended by a store whose clock is ahead.
        { partition: 1, lag: 2, lagSeconds: 0, appliedAt: now - 4_000, deadLetters: 1 },
      ],
    },
    {
      name: 'events',
      ...current,
      rebuildDue: false,
      pending: null,
      lag: 0,
      lagSeconds: 0,
      lastAppliedAt: null,
      deadLetters: 0,
      partitions: [
        { partition: 0, ...nothing },
        { partition: 1, ...nothing },
      ],
    },
  ]);
});

test('tells how far behind a view is while its store cannot be asked', async () => {
  const away = () => Promise.reject(new Unavailable('views', new Error('away')));
  const builds = { users: { current: away, pending: away }, events: eventsBuilds };
  const [users, events] = await makeListProjections({
    groupStatusOf: makeGroupStatusOf({ feeds, clock: () => now }),
    builds,
    delay: endless,
  })();

  expect(users).toMatchObject({ index: null, shape: null, latestShape: null, rebuildDue: false, lag: 5 });
  expect(events).toMatchObject({ index: 'view_events' });
});

test('tells how far behind a view is while its store does not answer', async () => {
  const { promise: silence } = Promise.withResolvers<never>();
  const silent = () => silence;
  const builds = { users: usersBuilds, events: { current: silent, pending: silent } };
  const pauses: number[] = [];
  const delay: Delay = async (milliseconds) => {
    pauses.push(milliseconds);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const groupStatusOf = makeGroupStatusOf({ feeds, clock: () => now });
  const [users, events] = await makeListProjections({ groupStatusOf, builds, delay })();

  expect(users).toMatchObject({ index: 'view_users', lag: 5 });
  expect(events).toMatchObject({ index: null, shape: null, latestShape: null, rebuildDue: false, lag: 0 });
  expect(pauses).toEqual([2_000, 2_000]);
});
