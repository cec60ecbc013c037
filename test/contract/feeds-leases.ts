import { expect, test } from 'vitest';
import { group, held, long, taken, twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

/** Leases: who owns a partition. */
export function leasing(open: OpenWriteSide): void {
  test('a partition to one owner at a time', async () => {
    const { first, second } = await twoProcesses(open);

    const lease = await first.feeds.acquire(group, 2, 'a', long);

    expect(lease).toEqual({ group, partition: 2, owner: 'a', fence: expect.any(Number) });
    expect(await second.feeds.acquire(group, 2, 'b', long)).toBeNull();
  });

  test('other partitions, and the same one for other groups, to others', async () => {
    const { feeds } = await preparedWriteSide(open);
    await held(feeds, 0);

    expect(await feeds.acquire(group, 1, 'b', long)).toMatchObject({ partition: 1, owner: 'b' });
    expect(await feeds.acquire('events', 0, 'b', long)).toMatchObject({ group: 'events', owner: 'b' });
  });

  test('a partition to one of 20 who ask at the same time', async () => {
    const { first, second } = await twoProcesses(open);

    const leases = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? first : second).feeds.acquire(group, 0, `owner ${index}`, long),
      ),
    );

    expect(leases.filter((lease) => lease !== null)).toHaveLength(1);
  });

  test('a partition to the next owner when the lease expires, with a higher fence', async () => {
    const { first, second } = await twoProcesses(open);
    const former = await held(first.feeds, 0, 'a', 50);

    const next = await taken(second.feeds, 0, 'b');

    expect(next.fence).toBeGreaterThan(former.fence);
    expect(await first.feeds.renew([former], long)).toEqual([]);
    expect(await second.feeds.renew([next], long)).toEqual([next]);
  });

  test('a partition at once when it was given back, with a higher fence', async () => {
    const { first, second } = await twoProcesses(open);
    const former = await held(first.feeds, 0);

    await first.feeds.release(former);

    const next = await held(second.feeds, 0, 'b');
    expect(next.fence).toBeGreaterThan(former.fence);
  });

  test('a partition for longer when the lease is renewed', async () => {
    const { first, second } = await twoProcesses(open);
    const lease = await held(first.feeds, 0, 'a', 300);

    expect(await first.feeds.renew([lease], long)).toEqual([lease]);

    // The expiry of a lease as long as the first one shows that the first one's time is over.
    await held(first.feeds, 1, 'a', 300);
    await taken(second.feeds, 1, 'b');
    expect(await second.feeds.acquire(group, 0, 'b', long)).toBeNull();
  });

  test('nothing back that is another owner’s by now', async () => {
    const { first, second } = await twoProcesses(open);
    const former = await held(first.feeds, 0, 'a', 50);
    const next = await taken(second.feeds, 0, 'b');

    await first.feeds.release(former);
    await first.feeds.release(former);

    expect(await second.feeds.renew([next], long)).toEqual([next]);
    expect(await first.feeds.acquire(group, 0, 'a', long)).toBeNull();
  });
}
