import { expect, test } from 'vitest';
import type { MessageStore, UserId } from '../../src/ports/message-store.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

export function listing(open: OpenWriteSide): void {
  test('nobody in a partition without users', async () => {
    const { store } = await preparedWriteSide(open);
    await store.append(appendRequest({ userId: newUserId(1) }));

    expect(await usersOf(store, 0)).toEqual([]);
  });

  test('the users of a partition, each once, and nobody of another store', async () => {
    const { store } = await preparedWriteSide(open);
    const stranger = await preparedWriteSide(open);
    await stranger.store.append(appendRequest({ userId: newUserId(2) }));
    const ids = [0, 2, 2, 3, 2].map((partition) => newUserId(partition));
    for (const userId of ids) {
      await store.append(appendRequest({ userId, userKey: someBytes(), claimKey: newClaimKey(userId) }));
      await store.append(appendRequest({ userId, expectedVersion: 1 }));
    }

    const found = await Promise.all([0, 1, 2, 3].map((partition) => usersOf(store, partition)));

    expect(found).toEqual([[ids[0]], [], [ids[1], ids[2], ids[4]].sort(), [ids[3]]]);
  });

  test('more users than fit into one page', async () => {
    const { store } = await preparedWriteSide(open, { partitions: 1 });
    const ids = Array.from({ length: 1_200 }, () => newUserId());
    for (let start = 0; start < ids.length; start += 50) {
      const page = ids.slice(start, start + 50);
      await Promise.all(page.map((userId) => store.append(appendRequest({ userId }))));
    }

    expect(await usersOf(store, 0)).toEqual(ids.toSorted());
  });

  test('who came while another partition was listed', async () => {
    const { store } = await preparedWriteSide(open);
    const ids = [0, 1, 1].map((partition) => newUserId(partition));
    for (const userId of ids) await store.append(appendRequest({ userId }));

    const late: UserId[] = [];
    for await (const _ of store.users(0)) late.push(await newUser(store, 1));
    late.push(await newUser(store, 1));

    for (const repeated of [await usersOf(store, 1), await usersOf(store, 1)]) {
      expect(repeated).toEqual([ids[1], ids[2], ...late].sort());
    }
  });
}

async function usersOf(store: MessageStore, partition: number): Promise<readonly UserId[]> {
  const found: UserId[] = [];
  for await (const userId of store.users(partition)) found.push(userId);
  return found.sort();
}

async function newUser(store: MessageStore, partition: number): Promise<UserId> {
  const userId = newUserId(partition);
  await store.append(appendRequest({ userId }));
  return userId;
}
