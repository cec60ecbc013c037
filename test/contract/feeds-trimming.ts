import { expect, test } from 'vitest';
import { beginning, compareOffsets } from '../../src/ports/position.ts';
import { append, appended } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { gathered, twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';
import { acknowledged, groups, later, leased, withEntries } from '../support/trimming.ts';

/** What trimming leaves alone, in every feed. */
export function trimming(open: OpenWriteSide): void {
  test('nothing of which a group has acknowledged nothing', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    await acknowledged(feeds, 'users', entries);

    await feeds.trim(0, groups, later);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });

  test('nothing that another group, which is not named, was given and has not acknowledged', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    await acknowledged(feeds, 'users', entries);
    const lease = await leased(feeds, 'others');
    await feeds.next([lease], 10, 1_000);

    await feeds.trim(0, ['users'], later);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });

  test('nothing that is as young as the given time, or younger', async () => {
    const { feeds, entries } = await withEntries(open, 3);
    for (const group of groups) await acknowledged(feeds, group, entries);

    await feeds.trim(0, groups, 0);

    expect(await feeds.read(0, beginning, 10)).toEqual(entries);
  });

  test('nothing of other partitions', async () => {
    const { store, feeds, entries } = await withEntries(open, 2);
    const others = await appended(store, 1, 2);
    for (const group of groups) await acknowledged(feeds, group, entries);

    await feeds.trim(0, groups, later);

    expect(await feeds.read(1, beginning, 10)).toEqual(others);
  });

  test('no events', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const request = appendRequest({ userId: newUserId(0) });
    const entry = await append(store, request);
    for (const group of groups) await acknowledged(feeds, group, [entry]);

    await feeds.trim(0, groups, later);

    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
    expect(await store.append(request)).toMatchObject({ kind: 'duplicate', version: 1 });
  });

  test('not the place of the next entry', async () => {
    const { store, feeds, entries } = await withEntries(open, 2);
    for (const group of groups) await acknowledged(feeds, group, entries);
    const heads = await feeds.heads();

    await feeds.trim(0, groups, later);

    expect(await feeds.heads()).toEqual(heads);
    expect(await feeds.applied('users')).toEqual(heads);
    const [next] = await appended(store, 0, 1);
    expect(compareOffsets(next?.offset ?? '', heads[0] ?? '')).toBeGreaterThan(0);
    expect(await feeds.read(0, heads[0] ?? '', 10)).toEqual([next]);
  });

  test('no entry that is still to be delivered', async () => {
    const { first, second } = await twoProcesses(open);
    const entries = await appended(first.store, 0, 4);
    await acknowledged(first.feeds, 'events', entries);
    const lease = await leased(first.feeds, 'users');
    await first.feeds.next([lease], 3, 1_000);
    await first.feeds.acknowledge(lease, entries.slice(0, 1));

    await second.feeds.trim(0, groups, later);

    expect(await first.feeds.next([lease], 10, 1_000)).toEqual(entries.slice(3));
    await first.feeds.release(lease);
    const next = await leased(second.feeds, 'users');
    const came = await appended(second.store, 0, 1);
    expect(await gathered(second.feeds, [next], 4)).toEqual([...entries.slice(1), ...came]);
  });
}
