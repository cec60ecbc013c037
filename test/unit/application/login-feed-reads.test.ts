import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createLoginFeed, type LoginFeed } from '../../../src/application/login-feed.ts';
import type { Feeds } from '../../../src/ports/feeds.ts';
import type { MessageStore, UserId } from '../../../src/ports/message-store.ts';
import { partitionOf } from '../../../src/ports/partitions.ts';
import { delay } from '../../../src/roles/compose.ts';
import { append } from '../../support/appends.ts';
import { appendRequest } from '../../support/controls/append-request.ts';
import { newEvent } from '../../support/controls/new-event.ts';
import { newUserId } from '../../support/controls/new-user-id.ts';
import { openEmbedded } from '../../support/embedded.ts';

const partitions = 4;
const somebody = { sessionId: 'a-session', matches: () => true };
const fromTheBeginning = { ...somebody, after: Array(partitions).fill('0-0') };

let embedded: Awaited<ReturnType<typeof openEmbedded>>;
let stopping: AbortController;
let running: Promise<void>;

beforeEach(async () => {
  embedded = await openEmbedded({ PARTITIONS: `${partitions}` });
  stopping = new AbortController();
  running = Promise.resolve();
});

afterEach(async () => {
  stopping.abort();
  await running;
  await embedded.close();
});

/** A feed that tells what it reads, in order, and how much at a time. */
function watched() {
  const { feeds, messageStore } = embedded.stores;
  const { userKeys } = embedded.secrets;
  const seen = { streams: [] as UserId[], partitions: [] as number[], atOnce: 0, most: 0 };
  const store: Pick<MessageStore, 'read' | 'keyOf'> = {
    keyOf: messageStore.keyOf,
    async *read(userId, after) {
      seen.streams.push(userId);
      seen.atOnce += 1;
      seen.most = Math.max(seen.most, seen.atOnce);
      try {
        yield* messageStore.read(userId, after);
      } finally {
        seen.atOnce -= 1;
      }
    },
  };
  const read: Feeds['read'] = (partition, after, limit) => {
    seen.partitions.push(partition);
    return feeds.read(partition, after, limit);
  };
  const feed = createLoginFeed({
    feeds: { ...feeds, read },
    store,
    userKeys,
    liveSessions: { isLive: async () => true },
    delay,
    log: embedded.log,
  });
  return { feed, seen };
}

function follow(feed: LoginFeed): void {
  running = feed.run(stopping.signal);
}

async function logInPeople(count: number, userId?: () => UserId): Promise<readonly UserId[]> {
  const users: UserId[] = [];
  while (users.length < count) {
    const request = appendRequest(userId && { userId: userId() });
    await append(embedded.stores.messageStore, request);
    users.push(request.userId);
  }
  return users;
}

describe('what the login feed reads', () => {
  it('is one partition, and the own events only, for a subscriber who sees one user', async () => {
    const me = newUserId();
    const partition = partitionOf(me, partitions);
    await logInPeople(20);
    await logInPeople(20, () => newUserId(partition, partitions));
    await logInPeople(1, () => me);
    const { feed, seen } = watched();
    const notices = await feed.subscribe({ ...fromTheBeginning, userId: me });
    expect((await notices.next()).value?.login.userId).toBe(me);
    await notices.return?.();
    expect(seen.streams).toEqual([me]);
    expect(new Set(seen.partitions)).toEqual(new Set([partition]));
  });

  it('ends soon after the subscriber has left, though nothing matched yet', async () => {
    await logInPeople(200);
    const { feed, seen } = watched();
    let left: Promise<unknown> | undefined;
    let passed = 0;
    const matches = () => {
      passed += 1;
      if (passed === 10) left = notices.return?.();
      return false;
    };
    const notices = await feed.subscribe({ ...fromTheBeginning, userId: undefined, matches });
    expect(await notices.next()).toEqual({ value: undefined, done: true });
    await left;
    expect(seen.streams).toHaveLength(16);
  });

  it('goes no further than a few entries ahead of what is taken, few at a time', async () => {
    await logInPeople(200);
    const { feed, seen } = watched();
    const notices = await feed.subscribe({ ...fromTheBeginning, userId: undefined });
    await notices.next();
    expect(seen.streams).toHaveLength(8);
    await notices.return?.();
    expect(seen.most).toBeLessThanOrEqual(8);
  });

  it('is what can be read, though somebody before has an event that nobody can read', async () => {
    const poisoned = appendRequest({
      userId: newUserId(0, partitions),
      events: [newEvent({ type: 'UserFlew' })],
    });
    await append(embedded.stores.messageStore, poisoned);
    const [userId] = await logInPeople(1, () => newUserId(0, partitions));
    const { feed } = watched();
    const notices = await feed.subscribe({ ...fromTheBeginning, userId: undefined });
    expect((await notices.next()).value?.login.userId).toBe(userId);
    await notices.return?.();
    expect(embedded.log.messages).toEqual(['An event cannot be read, and is told to no subscriber']);
  });

  it('is only what some subscriber may see of what is new', async () => {
    const me = newUserId();
    const { feed, seen } = watched();
    const notices = await feed.subscribe({ ...somebody, after: null, userId: me });
    const next = notices.next();
    follow(feed);
    await vi.waitUntil(() => seen.partitions.length > 0);
    await logInPeople(20);
    await logInPeople(1, () => me);
    expect((await next).value?.login.userId).toBe(me);
    expect(new Set(seen.streams)).toEqual(new Set([me]));
    await notices.return?.();
  });
});
