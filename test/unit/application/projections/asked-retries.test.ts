import { beforeEach, describe, expect, it } from 'vitest';
import type { Clock } from '../../../../src/application/environment.ts';
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
/** By which a second passes while a test waits for it. */
const hurriedClock: Clock = () => now + performance.now() * 20;
const [ada, bob] = [newUserId(0, 1), newUserId(0, 1)];
const told = 'A user is set aside: their events cannot be applied';
const triedAgain = 'Users who were set aside were tried again';

let feeds: Feeds;
let store: MessageStore;
let log: ReturnType<typeof createTestLog>;

beforeEach(async () => {
  ({ feeds, messageStore: store } = await openEmbeddedStores(1));
  log = createTestLog();
});

function registered(userId: UserId, expectedVersion = 0): Promise<FeedEntry> {
  return append(store, appendRequest({ userId, expectedVersion }));
}

function run(build: Build, changes: { readonly feeds?: Feeds; readonly clock?: Clock } = {}): void {
  runBuild(build, { feeds, log, clock: hurriedClock, ...changes });
}

async function everythingIsAcknowledged(): Promise<void> {
  await waitFor(async () => expect(await feeds.applied('users')).toEqual(await feeds.heads()), settled);
}

async function askForAda(): Promise<void> {
  await waitFor(async () => expect(await feeds.askRetry('users', 0, ada)).toBe(true), settled);
}

describe('a user for whom another attempt is asked', () => {
  it('is taken back in at once when it succeeds, alone, and goes on', async () => {
    await Promise.all([registered(ada), registered(bob)]);
    const poisoned = new Set([ada, bob]);
    const build = createBuild(poisoned);
    run(build);
    await everythingIsAcknowledged();
    poisoned.clear();
    await askForAda();
    await waitFor(async () => {
      expect((await feeds.parked('users', 0)).map(({ userId }) => userId)).toEqual([bob]);
    }, settled);
    expect(build.reapplied).toEqual([ada]);
    const later = await registered(ada, 1);
    await waitFor(() => expect(build.applied).toEqual([later]), settled);
    expect(log.messages).toEqual([told, told, triedAgain]);
  });

  it('stays aside when it fails again, which is the answer to the wish', async () => {
    await registered(ada);
    run(createBuild(new Set([ada])));
    await everythingIsAcknowledged();
    await askForAda();
    await waitFor(() => expect(log.messages).toEqual([told, triedAgain]), settled);
    const [parked] = await feeds.parked('users', 0);
    expect(parked).toMatchObject({ userId: ada, attempts: 2, isRetryAsked: false });
  });

  it('is tried before what comes of the same user meanwhile is set aside, too', async () => {
    await registered(ada);
    const poisoned = new Set([ada]);
    const build = createBuild(poisoned);
    run(build, { clock: () => now });
    await everythingIsAcknowledged();
    poisoned.clear();
    await askForAda();
    // By this clock no second passes: it is what comes that makes the owner look.
    await registered(ada, 1);
    await everythingIsAcknowledged();
    expect(build.reapplied).toEqual([ada]);
    expect(await feeds.parked('users', 0)).toEqual([]);
  });

  it('is tried, too, when the wish comes while more of the same user is being set aside', async () => {
    await registered(ada);
    const poisoned = new Set([ada]);
    const build = createBuild(poisoned);
    const late: Feeds = {
      ...feeds,
      async park(lease, user) {
        if (user.version === 2) {
          poisoned.clear();
          await feeds.askRetry('users', 0, ada);
        }
        await feeds.park(lease, user);
      },
    };
    run(build, { feeds: late });
    await everythingIsAcknowledged();
    await registered(ada, 1);
    await waitFor(async () => expect(await feeds.parked('users', 0)).toEqual([]), settled);
    expect(build.reapplied).toEqual([ada]);
  });

  it('costs nothing where nobody is set aside', async () => {
    await registered(bob);
    let looks = 0;
    const watched: Feeds = {
      ...feeds,
      parked(...args) {
        looks += 1;
        return feeds.parked(...args);
      },
    };
    run(createBuild(new Set()), { feeds: watched });
    await everythingIsAcknowledged();
    await registered(bob, 1);
    await everythingIsAcknowledged();
    expect(looks).toBe(1);
  });
});
