import { randomUUID } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import { makeCipherOf } from '../../../../src/application/decode-events.ts';
import { createPartitionLeases } from '../../../../src/application/partition-leases.ts';
import type { Projection } from '../../../../src/application/projections/projection.ts';
import { makeRetryParked } from '../../../../src/application/projections/retry-parked.ts';
import { inspectUser } from '../../../../src/application/verify/inspect-user.ts';
import { listParked } from '../../../../src/application/verify/list-parked.ts';
import { retryParkedUsers } from '../../../../src/application/verify/retry-parked-users.ts';
import { UnreadableEvent } from '../../../../src/ports/errors.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { hurried } from '../../../support/hurried.ts';
import { createTestLog } from '../../../support/test-log.ts';
import { createVerifiable, type Verifiable } from '../../../support/verifications.ts';

let log: Verifiable;

beforeEach(async () => {
  const stores = await openEmbeddedStores();
  await Promise.all([stores.userView.prepare(), stores.eventView.prepare()]);
  log = createVerifiable(stores);
});

/** Asks for everybody whom the view `users` has set aside to be tried, as a process of its own. */
async function retried(
  reapply: Projection['reapply'],
  { patience = 5_000, checkpoint = () => undefined }: { patience?: number; checkpoint?: () => void } = {},
) {
  const { feeds } = log;
  const projection = { name: 'users', apply: async () => [], reapply };
  let waits = 0;
  const outcomes = await retryParkedUsers(
    {
      feeds,
      group: 'users',
      delay: hurried,
      patience,
      onWait: () => {
        waits += 1;
      },
      checkpoint,
      leases: createPartitionLeases({
        feeds,
        group: 'users',
        owner: randomUUID(),
        delay: hurried,
        clock: () => performance.now(),
        onWait: () => undefined,
        patience: 0,
      }),
      retryParked: makeRetryParked({ feeds, clock: Date.now, log: createTestLog() }, projection),
    },
    await listParked(feeds, 'users'),
  );
  return { outcomes, waits };
}

const error = (userId: string) => `Event 2 (Unheard) of user ${userId} is of an unknown type.`;

async function parkedUser(): Promise<string> {
  const userId = await log.registered();
  await log.appendedUnreadable(userId);
  await log.projected();
  return userId;
}

describe('a parked user', () => {
  it('is tried right here when no aggregator works, and taken back in', async () => {
    await parkedUser();
    const reapplied: string[] = [];

    const { outcomes, waits } = await retried(async (userId) => void reapplied.push(userId));

    expect({ outcomes, waits }).toEqual({ outcomes: [{ kind: 'healed' }], waits: 0 });
    expect(reapplied).toHaveLength(1);
    expect(await listParked(log.feeds, 'users')).toEqual([]);
    // The partition is free again.
    expect(await log.feeds.acquire('users', 0, 'somebody', 1_000)).not.toBeNull();
  });

  it('is tried here at once by who has no time to wait', async () => {
    await parkedUser();

    const { outcomes } = await retried(async () => undefined, { patience: 0 });

    expect(outcomes).toEqual([{ kind: 'healed' }]);
  });

  it('is parked again when it fails again', async () => {
    const userId = await parkedUser();

    const { outcomes } = await retried(() => Promise.reject(new UnreadableEvent('Still unreadable.')));

    expect(outcomes).toEqual([{ kind: 'parked', error: 'Still unreadable.' }]);
    const parked = await listParked(log.feeds, 'users');
    expect(parked.map((user) => [user.userId, user.attempts, user.isRetryAsked])).toEqual([
      [userId, 2, false],
    ]);
  });

  it('is tried by the aggregator that has the partition', async () => {
    const userId = await parkedUser();
    log.project();
    await log.registered();
    await log.caughtUp();

    const { outcomes } = await retried(() => Promise.reject(new Error('Not here.')), { patience: 600_000 });

    expect(outcomes).toEqual([{ kind: 'parked', error: error(userId) }]);
  });

  it('waits when the owner of the partition does nothing', async () => {
    await parkedUser();
    for (let partition = 0; partition < 4; partition += 1) {
      await log.feeds.acquire('users', partition, 'an owner', 60_000);
    }

    const { outcomes, waits } = await retried(() => Promise.reject(new Error('Not here.')), {
      patience: 1_000,
    });

    expect({ outcomes, waits }).toEqual({ outcomes: [{ kind: 'waiting' }], waits: 1 });
  });

  it('is left to the aggregators when a person ends the wait', async () => {
    const userId = await parkedUser();
    const checkpoint = () => {
      throw new Error('Ended.');
    };

    const reapplied: string[] = [];
    const retrying = retried(async (id) => void reapplied.push(id), { patience: 600_000, checkpoint });

    await expect(retrying).rejects.toThrow('Ended.');
    const parked = await listParked(log.feeds, 'users');
    expect(parked.map((user) => [user.userId, user.isRetryAsked])).toEqual([[userId, true]]);
    expect(reapplied).toEqual([]);
  });
});

describe('what is known of a user', () => {
  const inspected = (userId: string) => inspectUser({ ...log, cipherOf: makeCipherOf(log) }, userId);

  it('names the first event that cannot be read, and what the views have', async () => {
    const userId = await log.registered();
    await log.projected();
    await log.appended(userId);
    await log.appendedUnreadable(userId);
    await log.projected();

    const { views, ...rest } = await inspected(userId);

    const text = `Event 3 (Unheard) of user ${userId} is of an unknown type.`;
    expect(rest).toEqual({
      userId,
      partition: Number.parseInt(userId.slice(0, 8), 16) % 4,
      version: 3,
      failing: { version: 3, type: 'Unheard', isOfOtherBuild: true, error: text },
    });
    expect(views.map(({ view, parked }) => [view, parked?.error])).toEqual([
      ['users', text],
      ['events', text],
    ]);
  });

  it('is nothing when the log does not have the user', async () => {
    const userId = newUserId(0);
    const noView = { version: null, parked: null };
    expect(await inspected(userId)).toEqual({
      userId,
      partition: 0,
      version: 0,
      failing: null,
      views: [
        { view: 'users', ...noView },
        { view: 'events', ...noView },
      ],
    });
  });
});
