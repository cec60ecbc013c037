import { expect, test } from 'vitest';
import { LeaseLost } from '../../src/ports/errors.ts';
import type { ParkedUser } from '../../src/ports/feeds.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { group, held, long, taken, twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

const at = 1_760_000_000_123;

/** Users whom a group set aside. */
export function parking(open: OpenWriteSide): void {
  test('a user, as every process sees', async () => {
    const { first, second } = await twoProcesses(open);
    const lease = await held(first.feeds, 2);
    const user = failure();

    expect(await second.feeds.parked(group, 2)).toEqual([]);
    await first.feeds.park(lease, user);

    expect(await second.feeds.parked(group, 2)).toEqual([
      { ...user, partition: 2, attempts: 1, isRetryAsked: false },
    ]);
  });

  test('how often a user failed, the highest version, and what was wrong last', async () => {
    const { feeds } = await preparedWriteSide(open);
    const lease = await held(feeds, 2);
    const user = failure();

    await feeds.park(lease, user);
    await feeds.park(lease, { ...user, version: 12, error: 'other', at: at + 1 });
    await feeds.park(lease, { ...user, version: 9, error: '2 lines:\n“é” 3', at: at + 2 });

    const now: ParkedUser = {
      ...user,
      partition: 2,
      version: 12,
      attempts: 3,
      error: '2 lines:\n“é” 3',
      at: at + 2,
      isRetryAsked: false,
    };
    expect(await feeds.parked(group, 2)).toEqual([now]);
  });

  test('users by partition and group', async () => {
    const { feeds } = await preparedWriteSide(open);
    const [lease, other] = [await held(feeds, 2), await held(feeds, 3)];
    const events = await feeds.acquire('events', 2, 'a', long);
    if (events === null) throw new Error('Nobody else has the lease.');
    const [one, two, three] = [failure(), failure(), { ...failure(), userId: newUserId(3) }];

    await feeds.park(lease, one);
    await feeds.park(lease, two);
    await feeds.park(other, three);
    await feeds.park(events, one);

    const parked = (user: typeof one, partition = 2) => ({
      ...user,
      partition,
      attempts: 1,
      isRetryAsked: false,
    });
    expect((await feeds.parked(group, 2)).toSorted(byUser)).toEqual([parked(one), parked(two)].sort(byUser));
    expect(await feeds.parked(group, 3)).toEqual([parked(three, 3)]);
    expect(await feeds.parked('events', 2)).toEqual([parked(one)]);
    expect(await feeds.parked('events', 3)).toEqual([]);
  });

  test('nobody who was taken back in, and counts anew after that', async () => {
    const { feeds } = await preparedWriteSide(open);
    const lease = await held(feeds, 2);
    const [user, other] = [failure(), failure()];
    await feeds.park(lease, user);
    await feeds.park(lease, user);
    await feeds.park(lease, other);

    await feeds.unpark(lease, user.userId);
    await feeds.unpark(lease, user.userId);

    expect(await feeds.parked(group, 2)).toEqual([
      { ...other, partition: 2, attempts: 1, isRetryAsked: false },
    ]);
    await feeds.unpark(lease, other.userId);
    await feeds.park(lease, { ...user, version: 3 });
    expect(await feeds.parked(group, 2)).toEqual([
      { ...user, version: 3, partition: 2, attempts: 1, isRetryAsked: false },
    ]);
  });

  test('that somebody wants a user to be tried again, as the owner of the partition sees', async () => {
    const { first, second } = await twoProcesses(open);
    const lease = await held(first.feeds, 2);
    const [user, other] = [failure(), failure()];
    await first.feeds.park(lease, user);
    await first.feeds.park(lease, other);

    expect(await second.feeds.askRetry(group, 2, user.userId)).toBe(true);
    expect(await second.feeds.askRetry(group, 2, user.userId)).toBe(true);

    const parked = (of: typeof user, isRetryAsked: boolean) => ({
      ...of,
      partition: 2,
      attempts: 1,
      isRetryAsked,
    });
    expect((await first.feeds.parked(group, 2)).toSorted(byUser)).toEqual(
      [parked(user, true), parked(other, false)].sort(byUser),
    );
  });

  test('no wish for a user who is not parked by that group in that partition', async () => {
    const { feeds } = await preparedWriteSide(open);
    const lease = await held(feeds, 2);
    const user = failure();
    await feeds.park(lease, user);

    expect(await feeds.askRetry(group, 2, newUserId(2))).toBe(false);
    expect(await feeds.askRetry(group, 3, user.userId)).toBe(false);
    expect(await feeds.askRetry('events', 2, user.userId)).toBe(false);

    expect(await feeds.parked(group, 2)).toEqual([
      { ...user, partition: 2, attempts: 1, isRetryAsked: false },
    ]);
  });

  test('a wish until the next failure, or until the user is taken back in', async () => {
    const { feeds } = await preparedWriteSide(open);
    const lease = await held(feeds, 2);
    const user = failure();
    const now = { ...user, partition: 2, isRetryAsked: false };
    await feeds.park(lease, user);
    await feeds.askRetry(group, 2, user.userId);

    await feeds.park(lease, { ...user, at: at + 1 });
    expect(await feeds.parked(group, 2)).toEqual([{ ...now, at: at + 1, attempts: 2 }]);

    await feeds.askRetry(group, 2, user.userId);
    await feeds.unpark(lease, user.userId);
    expect(await feeds.askRetry(group, 2, user.userId)).toBe(false);
    await feeds.park(lease, user);
    expect(await feeds.parked(group, 2)).toEqual([{ ...now, attempts: 1 }]);
  });

  test('the version of what came of a parked user and was not tried, and the wish all the same', async () => {
    const { feeds } = await preparedWriteSide(open);
    const lease = await held(feeds, 2);
    const user = failure();
    const more = { ...user, error: 'other', at: at + 1, wasTried: false };
    const now = { ...user, partition: 2, attempts: 1, isRetryAsked: true };
    await feeds.park(lease, user);
    await feeds.askRetry(group, 2, user.userId);

    await feeds.park(lease, { ...more, version: 12 });
    await feeds.park(lease, { ...more, version: 11 });
    expect(await feeds.parked(group, 2)).toEqual([{ ...now, version: 12 }]);

    await feeds.unpark(lease, user.userId);
    await feeds.park(lease, more);
    const { wasTried, ...parked } = more;
    expect(await feeds.parked(group, 2)).toEqual([{ ...now, ...parked, isRetryAsked: wasTried }]);
  });

  test('nothing of a former owner', async () => {
    const { first, second } = await twoProcesses(open);
    const former = await held(first.feeds, 2, 'a', 300);
    const user = failure();
    await first.feeds.park(former, user);
    const next = await taken(second.feeds, 2, 'b');

    await expect(first.feeds.park(former, failure())).rejects.toThrow(LeaseLost);
    await expect(first.feeds.park(former, { ...user, version: 99 })).rejects.toThrow(LeaseLost);
    await expect(first.feeds.unpark(former, user.userId)).rejects.toThrow(LeaseLost);

    expect(await second.feeds.parked(group, 2)).toEqual([
      { ...user, partition: 2, attempts: 1, isRetryAsked: false },
    ]);
    await second.feeds.unpark(next, user.userId);
    expect(await second.feeds.parked(group, 2)).toEqual([]);
  });
}

function failure() {
  return { userId: newUserId(2), version: 5, error: 'UnreadableEvent: of an unknown type', at };
}

function byUser(a: ParkedUser, b: ParkedUser): number {
  return a.userId < b.userId ? -1 : 1;
}
