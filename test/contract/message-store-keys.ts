import { expect, test } from 'vitest';
import type { AppendRequest, MessageStore } from '../../src/ports/message-store.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

export function keepingKeys(open: OpenWriteSide): void {
  test('none of a user who has none', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest();
    await store.append(request);

    expect(await store.keyOf(request.userId)).toBeNull();
    expect(await store.keyOf(newUserId())).toBeNull();
    expect((await store.head(request.userId)).userKey).toBeNull();
  });

  test('the key that came with the first append', async () => {
    const { store } = await preparedWriteSide(open);
    const userKey = Uint8Array.from({ length: 61 }, (_, index) => 255 - index);
    const request = appendRequest({ userKey });
    await store.append(request);

    expect(await store.keyOf(request.userId)).toEqual(userKey);
    expect((await store.head(request.userId)).userKey).toEqual(userKey);
  });

  test('the key that came first, whatever comes later', async () => {
    const { store } = await preparedWriteSide(open);
    const [first, second] = [someBytes('first'), someBytes('second')];
    const request = appendRequest({ userKey: first });
    await store.append(request);

    await store.append({ ...request, userKey: second });
    await store.append(appendRequest({ userId: request.userId, expectedVersion: 1, userKey: second }));
    await store.append(appendRequest({ userId: request.userId, expectedVersion: 2 }));

    expect(await store.keyOf(request.userId)).toEqual(first);
    expect(await store.head(request.userId)).toMatchObject({ version: 3, userKey: first });
  });

  test('a key that comes later to a user without one', async () => {
    const { store } = await preparedWriteSide(open);
    const userKey = someBytes('late');
    const request = appendRequest();
    await store.append(request);

    await store.append(appendRequest({ userId: request.userId, expectedVersion: 1, userKey }));

    expect(await store.keyOf(request.userId)).toEqual(userKey);
  });

  test('no key of an append that stored nothing', async () => {
    const { store } = await preparedWriteSide(open);
    const owner = newUserId(1);
    const claimKey = newClaimKey(owner);
    await store.append(appendRequest({ userId: owner, claimKey }));
    const userKey = someBytes('a key');
    const conflicting = appendRequest({ expectedVersion: 3, userKey });
    const claiming = appendRequest({ userId: newUserId(1), claimKey, userKey });

    const results = [await store.append(conflicting), await store.append(claiming)];

    expect(results.map(({ kind }) => kind)).toEqual(['conflict', 'claimed']);
    expect(await store.keyOf(conflicting.userId)).toBeNull();
    expect(await store.keyOf(claiming.userId)).toBeNull();
  });

  test('nothing in the place of a key that is destroyed, together with the events that say so', async () => {
    const { store } = await preparedWriteSide(open);
    const userKey = someBytes('a key');
    const { userId } = await appendedWith(store, userKey);
    const erasing = appendRequest({ userId, expectedVersion: 1, destroysKey: true });

    const result = await store.append(erasing);

    expect(result).toMatchObject({ kind: 'appended', version: 2 });
    expect(await store.keyOf(userId)).toEqual(new Uint8Array());
    const { schema, sealed } = erasing.snapshot;
    const snapshot = { version: 2, schema, sealed };
    const head = { version: 2, snapshot, userKey: new Uint8Array() };
    expect(await store.head(userId)).toEqual(head);
    expect(await store.heads([userId])).toEqual([head]);
    const [part] = await store.readSpans([{ userId, first: 1, last: 2 }]);
    expect(part).toMatchObject({ events: [{ version: 1 }, { version: 2 }], userKey: new Uint8Array() });
  });

  test('a key that is destroyed no more, whatever comes later', async () => {
    const { store } = await preparedWriteSide(open);
    const { userId } = await appendedWith(store, someBytes('a key'));
    await store.append(appendRequest({ userId, expectedVersion: 1, destroysKey: true }));

    const later = appendRequest({ userId, expectedVersion: 2, userKey: someBytes('another') });
    expect(await store.append(later)).toMatchObject({ kind: 'appended' });

    expect(await store.keyOf(userId)).toEqual(new Uint8Array());
  });

  test('no key of a user who never had one, once it is destroyed', async () => {
    const { store } = await preparedWriteSide(open);
    const { userId } = await appendedWith(store, undefined);
    const userKey = someBytes('brought along');
    await store.append(appendRequest({ userId, expectedVersion: 1, userKey, destroysKey: true }));

    await store.append(appendRequest({ userId, expectedVersion: 2, userKey }));

    expect(await store.keyOf(userId)).toEqual(new Uint8Array());
  });

  test('a key that is destroyed once, however often the same append comes', async () => {
    const { store } = await preparedWriteSide(open);
    const { userId } = await appendedWith(store, someBytes('a key'));
    const erasing = appendRequest({ userId, expectedVersion: 1, destroysKey: true });
    const first = await store.append(erasing);

    const again = await store.append(erasing);

    expect(again).toEqual({ ...first, kind: 'duplicate' });
    expect((await store.head(userId)).version).toBe(2);
    expect(await store.keyOf(userId)).toEqual(new Uint8Array());
  });

  test('the key when the append that would destroy it conflicts or claims the address of another', async () => {
    const { store } = await preparedWriteSide(open);
    const userKey = someBytes('a key');
    const owner = newUserId(1);
    const claimKey = newClaimKey(owner);
    await store.append(appendRequest({ userId: owner, claimKey }));
    const { userId } = await appendedWith(store, userKey, newUserId(1));

    const results = [
      await store.append(appendRequest({ userId, expectedVersion: 0, destroysKey: true })),
      await store.append(appendRequest({ userId, expectedVersion: 1, claimKey, destroysKey: true })),
    ];

    expect(results.map(({ kind }) => kind)).toEqual(['conflict', 'claimed']);
    expect(await store.keyOf(userId)).toEqual(userKey);
  });

  test('either a key or none of two appends at once, of which one destroys it', async () => {
    const { store } = await preparedWriteSide(open);
    const [before, brought] = [someBytes('before'), someBytes('brought')];
    for (let round = 0; round < 20; round += 1) {
      const { userId } = await appendedWith(store, round % 2 === 0 ? before : undefined);
      const place = { userId, expectedVersion: 1 };
      const [erased, other] = await Promise.all([
        store.append(appendRequest({ ...place, destroysKey: true })),
        store.append(appendRequest({ ...place, userKey: brought })),
      ]);
      expect([erased.kind, other.kind].sort()).toEqual(['appended', 'conflict']);
      if (erased.kind === 'appended') expect(await store.keyOf(userId)).toEqual(new Uint8Array());
      // Who was slower decides again, on the version that stands now.
      await store.append(appendRequest({ userId, expectedVersion: 2, destroysKey: true }));
      expect(await store.keyOf(userId)).toEqual(new Uint8Array());
    }
  });
}

async function appendedWith(
  store: MessageStore,
  userKey: Uint8Array | undefined,
  userId = newUserId(),
): Promise<AppendRequest> {
  const request = appendRequest({ userId, ...(userKey !== undefined && { userKey }) });
  await store.append(request);
  return request;
}
