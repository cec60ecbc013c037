import { beforeEach, describe, expect, it } from 'vitest';
import type { Projection } from '../../../../src/application/projections/projection.ts';
import { Unavailable } from '../../../../src/ports/errors.ts';
import type { FeedEntry, Feeds } from '../../../../src/ports/feeds.ts';
import type { MessageStore, UserId } from '../../../../src/ports/message-store.ts';
import { append } from '../../../support/appends.ts';
import { type Build, createBuild, runBuild } from '../../../support/builds.ts';
import { appendRequest } from '../../../support/controls/append-request.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { openEmbeddedStores } from '../../../support/embedded-stores.ts';
import { createTestLog } from '../../../support/test-log.ts';
import { waitFor } from '../../../support/wait-for.ts';

const settled = { timeout: 10_000, interval: 20 };
const now = 1_760_000_000_000;
const [ada, bob] = [newUserId(0, 1), newUserId(0, 1)];

let feeds: Feeds;
let store: MessageStore;
let log: ReturnType<typeof createTestLog>;

beforeEach(async () => {
  ({ feeds, messageStore: store } = await openEmbeddedStores(1));
  log = createTestLog();
});

async function registered(userId: UserId, expectedVersion = 0): Promise<FeedEntry> {
  return append(store, appendRequest({ userId, expectedVersion }));
}

function run(build: Build, on = feeds): () => Promise<void> {
  return runBuild(build, { feeds: on, log, clock: () => now });
}

/** Runs a build that sets her aside, to its end. */
async function parkAda(): Promise<void> {
  await registered(ada);
  const stop = run(createBuild(new Set([ada])));
  await everythingIsAcknowledged();
  await stop();
}

async function everythingIsAcknowledged(): Promise<void> {
  await waitFor(async () => expect(await feeds.applied('users')).toEqual(await feeds.heads()), settled);
}

const parkedAda = {
  partition: 0,
  userId: ada,
  version: 1,
  attempts: 1,
  error: 'An event of an unknown type.',
  at: now,
  isRetryAsked: false,
};
const told = 'A user is set aside: their events cannot be applied';

describe('a user whose event cannot be applied', () => {
  it('is set aside alone, and the others go on', async () => {
    await registered(ada);
    const others = [await registered(bob), await registered(bob, 1)];
    const build = createBuild(new Set([ada]));
    run(build);
    await everythingIsAcknowledged();
    expect(build.applied).toEqual(others);
    expect(await feeds.parked('users', 0)).toEqual([parkedAda]);
    expect(log.messages).toEqual([told]);
  });

  it('is not overtaken by what comes later of the same user, and is told of once', async () => {
    await registered(ada);
    const poisoned = new Set([ada]);
    const build = createBuild(poisoned);
    run(build);
    await everythingIsAcknowledged();
    poisoned.clear();
    await registered(ada, 1);
    await registered(ada, 2);
    const other = await registered(bob);
    await everythingIsAcknowledged();
    expect(build.applied).toEqual([other]);
    const [parked, ...more] = await feeds.parked('users', 0);
    expect({ ...parked, attempts: null }).toEqual({ ...parkedAda, version: 3, attempts: null });
    expect(more).toEqual([]);
    expect(log.messages).toEqual([told]);
  });

  it('is tried again by the next owner, and stays aside while it fails', async () => {
    await parkAda();
    const other = await registered(bob);
    const next = createBuild(new Set([ada]));
    run(next);
    await everythingIsAcknowledged();
    expect(next.applied).toEqual([other]);
    expect(await feeds.parked('users', 0)).toEqual([{ ...parkedAda, attempts: 2 }]);
    expect(log.messages).toEqual([told, 'Users who were set aside were tried again']);
  });

  it('is taken back in by a build that can, before anything that comes later is applied', async () => {
    await parkAda();
    const later = await registered(ada, 1);
    const newer = createBuild(new Set());
    const seen: unknown[] = [];
    const { projection } = newer;
    run({
      projection: {
        ...projection,
        async apply(entries) {
          seen.push(newer.reapplied.slice(), await feeds.parked('users', 0));
          return projection.apply(entries);
        },
      },
    });
    await everythingIsAcknowledged();
    expect(seen).toEqual([[ada], []]);
    expect(newer.applied).toEqual([later]);
  });

  it('waits for views that are away, and is set aside neither by that nor again', async () => {
    await parkAda();
    const newer = createBuild(new Set());
    let failures = 0;
    const reapply: Projection['reapply'] = async (userId) => {
      failures += 1;
      if (failures < 3) throw new Unavailable('views', new Error('down'));
      await newer.projection.reapply(userId);
    };
    run({ projection: { ...newer.projection, reapply } });
    await waitFor(async () => expect(await feeds.parked('users', 0)).toEqual([]), settled);
    expect(newer.reapplied).toEqual([ada]);
    const messages = [
      told,
      'The projection waits and tries again',
      'Users who were set aside were tried again',
      'The projection works again',
    ];
    await waitFor(() => expect(log.messages).toEqual(messages), settled);
  });

  it('is set aside when it could not be recorded at first', async () => {
    await registered(ada);
    let failures = 0;
    const failing: Feeds = {
      ...feeds,
      park(...args) {
        failures += 1;
        if (failures < 3) return Promise.reject(new Unavailable('message store', new Error('a time-out')));
        return feeds.park(...args);
      },
    };
    run(createBuild(new Set([ada])), failing);
    await everythingIsAcknowledged();
    expect(await feeds.parked('users', 0)).toEqual([parkedAda]);
  });
});
