import { expect, test } from 'vitest';
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
}
