import { expect, test } from 'vitest';
import { LeaseLost } from '../../src/ports/errors.ts';
import { appended } from '../support/appends.ts';
import { gathered, group, held, long, taken, twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

/** Delivery to the owner of a partition. */
export function delivering(open: OpenWriteSide): void {
  test('new entries in order, each once, at most as many as asked for', async () => {
    const side = await preparedWriteSide(open);
    const lease = await held(side.feeds, 1);
    const entries = await appended(side.store, 1, 3);

    expect(await side.feeds.next([lease], 2, 1_000)).toEqual(entries.slice(0, 2));
    expect(await side.feeds.next([lease], 2, 1_000)).toEqual(entries.slice(2));
    expect(await side.feeds.next([lease], 2, 10)).toEqual([]);
  });

  test('the entries of every leased partition, and of no other', async () => {
    const side = await preparedWriteSide(open);
    const leases = [await held(side.feeds, 0), await held(side.feeds, 3)];
    const zero = await appended(side.store, 0, 2);
    await appended(side.store, 1, 2);
    const three = await appended(side.store, 3, 2);

    const entries = await gathered(side.feeds, leases, 4);

    expect(entries.filter(({ partition }) => partition === 0)).toEqual(zero);
    expect(entries.filter(({ partition }) => partition === 3)).toEqual(three);
  });

  test('an entry as soon as another process appends it', async () => {
    const { first, second } = await twoProcesses(open);
    const leases = [await held(first.feeds, 0), await held(first.feeds, 1)];

    const next = first.feeds.next(leases, 10, 20_000);
    const entries = await appended(second.store, 1, 1);

    expect(await next).toEqual(entries);
  });

  test('nothing when nothing comes', async () => {
    const side = await preparedWriteSide(open);
    const lease = await held(side.feeds, 0);

    expect(await side.feeds.next([lease], 10, 30)).toEqual([]);
    expect(await side.feeds.next([], 10, 30)).toEqual([]);
  });

  test('again, first and in order, to the next owner what was not acknowledged', async () => {
    const { first, second } = await twoProcesses(open);
    const lease = await held(first.feeds, 0);
    const entries = await appended(first.store, 0, 3);
    await first.feeds.next([lease], 10, 1_000);
    await first.feeds.acknowledge(lease, entries.slice(0, 1));
    await first.feeds.release(lease);
    const late = await appended(first.store, 0, 1);

    const next = await held(second.feeds, 0, 'b');

    expect(await gathered(second.feeds, [next], 3)).toEqual([...entries.slice(1), ...late]);
    expect(await second.feeds.next([next], 10, 10)).toEqual([]);
  });

  test('again to the same owner after it lost the lease and got it back', async () => {
    const side = await preparedWriteSide(open);
    const entries = await appended(side.store, 0, 2);
    const lease = await held(side.feeds, 0);
    await side.feeds.next([lease], 10, 1_000);
    await side.feeds.release(lease);

    const again = await held(side.feeds, 0);

    expect(await side.feeds.next([again], 10, 1_000)).toEqual(entries);
  });

  test('everything to the present owner, whatever a former one still asks for', async () => {
    const { first, second } = await twoProcesses(open);
    const former = await held(first.feeds, 0, 'a', 50);
    const next = await taken(second.feeds, 0, 'b');
    const entries = await appended(second.store, 0, 2);

    await first.feeds.next([former], 10, 10);

    expect(await second.feeds.next([next], 10, 1_000)).toEqual(entries);
  });

  test('every entry to each group', async () => {
    const side = await preparedWriteSide(open);
    const entries = await appended(side.store, 0, 2);
    const lease = await held(side.feeds, 0);
    await side.feeds.next([lease], 10, 1_000);
    await side.feeds.acknowledge(lease, entries);

    const other = await side.feeds.acquire('events', 0, 'a', long);

    expect(other === null ? null : await side.feeds.next([other], 10, 1_000)).toEqual(entries);
  });
}

/** Acknowledged offsets. */
export function acknowledging(open: OpenWriteSide): void {
  test('how far each partition is applied, by group', async () => {
    const { first, second } = await twoProcesses(open);
    const lease = await held(first.feeds, 2);
    const [one, two] = await appended(first.store, 2, 2);
    if (one === undefined || two === undefined) throw new Error('Two entries were appended.');
    await first.feeds.next([lease], 10, 1_000);

    expect(await second.feeds.applied(group)).toEqual(['0-0', '0-0', '0-0', '0-0']);
    await first.feeds.acknowledge(lease, [one]);
    expect(await second.feeds.applied(group)).toEqual(['0-0', '0-0', one.offset, '0-0']);
    await first.feeds.acknowledge(lease, [two]);
    expect(await second.feeds.applied(group)).toEqual(['0-0', '0-0', two.offset, '0-0']);
    expect(await second.feeds.applied('events')).toEqual(['0-0', '0-0', '0-0', '0-0']);
  });

  test('everything up to the last entry, also what an acknowledgement before it left out', async () => {
    const side = await preparedWriteSide(open);
    const lease = await held(side.feeds, 0);
    const entries = await appended(side.store, 0, 3);
    await side.feeds.next([lease], 10, 1_000);

    await side.feeds.acknowledge(lease, entries.slice(1, 2));
    await side.feeds.release(lease);

    const again = await held(side.feeds, 0);
    expect(await side.feeds.next([again], 10, 1_000)).toEqual(entries.slice(2));
  });

  test('nothing of a former owner', async () => {
    const { first, second } = await twoProcesses(open);
    const former = await held(first.feeds, 0, 'a', 300);
    const entries = await appended(first.store, 0, 1);
    await first.feeds.next([former], 10, 200);
    const next = await taken(second.feeds, 0, 'b');

    await expect(first.feeds.acknowledge(former, entries)).rejects.toThrow(LeaseLost);

    expect(await second.feeds.applied(group)).toEqual(['0-0', '0-0', '0-0', '0-0']);
    expect(await second.feeds.next([next], 10, 1_000)).toEqual(entries);
  });
}
