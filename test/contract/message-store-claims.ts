import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { UserId } from '../../src/ports/message-store.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent } from '../support/controls/new-event.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

export function claiming(open: OpenWriteSide): void {
  test('an address for the user who asks first', async () => {
    const { store } = await preparedWriteSide(open);
    const request = claimingRequest();
    const { claimKey } = request;

    expect(await store.ownerOf(claimKey)).toBeNull();
    await store.append(request);

    expect(await store.ownerOf(claimKey)).toBe(request.userId);
  });

  test('no address that is another user’s, and stores nothing then', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const owner = claimingRequest();
    const { claimKey } = owner;
    await store.append(owner);
    const other = appendRequest({ userId: inPartitionOf(owner.userId), claimKey });

    expect(await store.append(other)).toEqual({ kind: 'claimed', userId: owner.userId });

    expect(await store.ownerOf(claimKey)).toBe(owner.userId);
    expect(await store.head(other.userId)).toEqual({ version: 0, snapshot: null, userKey: null });
    const entries = await Promise.all([0, 1, 2, 3].map((partition) => feeds.read(partition, '0-0', 10)));
    expect(entries.flat()).toMatchObject([{ userId: owner.userId }]);
  });

  test('an address again for its owner', async () => {
    const { store } = await preparedWriteSide(open);
    const owner = claimingRequest();
    await store.append(owner);

    expect(await store.append(owner)).toMatchObject({ kind: 'duplicate', version: 1 });
    expect(await store.append({ ...owner, expectedVersion: 1, events: [newEvent()] })).toMatchObject({
      kind: 'appended',
      version: 2,
    });
    expect(await store.ownerOf(owner.claimKey)).toBe(owner.userId);
  });

  test('no address together with a conflict', async () => {
    const { store } = await preparedWriteSide(open);
    const request = { ...claimingRequest(), expectedVersion: 4 };

    expect(await store.append(request)).toEqual({ kind: 'conflict', version: 0 });
    expect(await store.ownerOf(request.claimKey)).toBeNull();
  });

  test('an address for exactly one of 20 users at the same time', async () => {
    const name = randomUUID();
    const [first, second] = [
      await preparedWriteSide(open, { name }),
      await preparedWriteSide(open, { name }),
    ];
    const { userId, claimKey } = claimingRequest();
    const requests = Array.from({ length: 20 }, () =>
      appendRequest({ userId: inPartitionOf(userId), claimKey }),
    );

    const results = await Promise.all(
      requests.map((request, index) => (index % 2 === 0 ? first : second).store.append(request)),
    );

    const owner = await first.store.ownerOf(claimKey);
    expect(results.filter((result) => result.kind === 'appended')).toHaveLength(1);
    expect(requests.filter((_, index) => results[index]?.kind === 'appended')).toMatchObject([
      { userId: owner },
    ]);
    expect(results.filter((result) => result.kind === 'claimed')).toEqual(
      Array.from({ length: 19 }, () => ({ kind: 'claimed', userId: owner })),
    );
  });

  test('no address of another partition', async () => {
    const { store } = await preparedWriteSide(open);
    const userId = newUserId(0);
    const claimKey = newClaimKey(newUserId(1));

    await expect(store.append(appendRequest({ userId, claimKey }))).rejects.toThrow(Error);
    expect(await store.head(userId)).toEqual({ version: 0, snapshot: null, userKey: null });
  });
}

function claimingRequest() {
  const userId = newUserId();
  return { ...appendRequest({ userId }), claimKey: newClaimKey(userId) };
}

function inPartitionOf(userId: UserId): UserId {
  return userId.slice(0, 8) + newUserId().slice(8);
}
