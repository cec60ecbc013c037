import { expect, test } from 'vitest';
import { group, long, twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { waitFor } from '../support/wait-for.ts';

/** Members of a group: who shares its partitions. */
export function joining(open: OpenWriteSide): void {
  test('the owners who joined, sorted, to each of them', async () => {
    const { first, second } = await twoProcesses(open);
    const owners = ['b', 'a', 'B', '10', '9', 'é'];
    for (const owner of owners) await first.feeds.join(group, owner, long);

    const members = await second.feeds.join(group, 'c', long);

    expect(members).toEqual(['10', '9', 'B', 'a', 'b', 'c', 'é']);
    expect(await first.feeds.join(group, 'a', long)).toEqual(members);
  });

  test('all of 20 who join at the same time', async () => {
    const { first, second } = await twoProcesses(open);
    const owners = Array.from({ length: 20 }, (_, index) => `owner ${index + 10}`);

    await Promise.all(
      owners.map((owner, index) => (index % 2 === 0 ? first : second).feeds.join(group, owner, long)),
    );

    expect(await first.feeds.join(group, 'owner 10', long)).toEqual(owners);
  });

  test('nobody of another group', async () => {
    const { feeds } = await preparedWriteSide(open);
    await feeds.join('events', 'a', long);

    expect(await feeds.join(group, 'b', long)).toEqual(['b']);
    expect(await feeds.join('events', 'c', long)).toEqual(['a', 'c']);
  });

  test('nobody whose time is over', async () => {
    const { first, second } = await twoProcesses(open);
    await first.feeds.join(group, 'gone', 50);
    await first.feeds.join(group, 'there', long);

    await waitFor(async () => expect(await second.feeds.join(group, 'b', long)).toEqual(['b', 'there']), {
      timeout: 5_000,
      interval: 10,
    });
  });

  test('for longer who joins again', async () => {
    const { first, second } = await twoProcesses(open);
    await first.feeds.join(group, 'a', 300);
    await first.feeds.join(group, 'a', long);
    // The expiry of one who joined later for as long shows that the first time is over.
    await first.feeds.join(group, 'later', 300);

    await waitFor(async () => expect(await second.feeds.join(group, 'b', long)).toEqual(['a', 'b']), {
      timeout: 5_000,
      interval: 10,
    });
  });

  test('nobody who left, at once', async () => {
    const { first, second } = await twoProcesses(open);
    await first.feeds.join(group, 'a', long);
    await second.feeds.join(group, 'b', long);

    await first.feeds.leave(group, 'a');
    await first.feeds.leave(group, 'a');
    await first.feeds.leave('events', 'b');

    expect(await second.feeds.join(group, 'b', long)).toEqual(['b']);
  });
}
