import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { appendRequest } from '../support/controls/append-request.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';

export function changingClaims(open: OpenWriteSide): void {
  test('from none over one of a version to one without, and back to none', async () => {
    const { store } = await preparedWriteSide(open);
    const { claimKey, later, registered } = newClaim();
    expect(await store.claimOf(claimKey)).toBeNull();

    for (const [present, next] of [
      [null, later],
      [later, registered],
      [registered, null],
    ] as const) {
      expect(await store.changeClaim(claimKey, present, next)).toBe(true);
      expect(await store.claimOf(claimKey)).toEqual(next);
      expect(await store.ownerOf(claimKey)).toBe(next?.userId ?? null);
      // Whose answer was lost.
      expect(await store.changeClaim(claimKey, present, next)).toBe(true);
      expect(await store.claimOf(claimKey)).toEqual(next);
    }
  });

  test('only if it is the one that was expected', async () => {
    const { store } = await preparedWriteSide(open);
    const { claimKey, later, registered } = newClaim();
    const other = { userId: newUserId(1), givenAt: null };
    await store.changeClaim(claimKey, null, later);

    for (const expected of [null, registered, other, { ...later, givenAt: 8 }]) {
      expect(await store.changeClaim(claimKey, expected, other)).toBe(false);
      expect(await store.changeClaim(claimKey, expected, null)).toBe(false);
    }

    expect(await store.claimOf(claimKey)).toEqual(later);
  });

  test('that are of another partition than their user', async () => {
    const { store } = await preparedWriteSide(open);
    const claimKey = newClaimKey(newUserId(1));
    const claim = { userId: newUserId(0), givenAt: null };

    expect(await store.changeClaim(claimKey, null, claim)).toBe(true);

    expect(await store.claimOf(claimKey)).toEqual(claim);
    const registration = appendRequest({ userId: newUserId(1), claimKey });
    expect(await store.append(registration)).toEqual({ kind: 'claimed', userId: claim.userId });
  });

  test('of which one of a later version keeps everybody else from registering', async () => {
    const { store } = await preparedWriteSide(open);
    const { claimKey, later, userId } = newClaim();
    await store.changeClaim(claimKey, null, later);
    const registration = appendRequest({ userId: newUserId(1), claimKey });

    expect(await store.append(registration)).toEqual({ kind: 'claimed', userId });
    expect(await store.claimOf(claimKey)).toEqual(later);
    await store.changeClaim(claimKey, later, null);
    expect(await store.append(registration)).toMatchObject({ kind: 'appended' });
    expect(await store.claimOf(claimKey)).toEqual({ userId: registration.userId, givenAt: null });
  });

  test('into one of a registration with that of the user whose it is', async () => {
    const { store } = await preparedWriteSide(open);
    const { claimKey, later, registered, userId } = newClaim();
    await store.changeClaim(claimKey, null, later);

    expect(await store.append(appendRequest({ userId, claimKey }))).toMatchObject({ kind: 'appended' });

    expect(await store.claimOf(claimKey)).toEqual(registered);
  });

  test('for exactly one of 20 users at the same time, be it by a registration', async () => {
    const name = randomUUID();
    const [one, another] = [await preparedWriteSide(open, { name }), await preparedWriteSide(open, { name })];
    const claimKey = newClaimKey(newUserId(1));
    const claim = async (index: number) => {
      const { store } = index % 2 === 0 ? one : another;
      const userId = newUserId(1);
      const isClaimed =
        index % 3 === 0
          ? (await store.append(appendRequest({ userId, claimKey }))).kind === 'appended'
          : await store.changeClaim(claimKey, null, { userId, givenAt: index });
      return isClaimed ? [userId] : [];
    };

    const owners = (await Promise.all(Array.from({ length: 20 }, (_, index) => claim(index)))).flat();

    expect(owners).toEqual([await one.store.ownerOf(claimKey)]);
  });
}

function newClaim() {
  const userId = newUserId(1);
  return {
    userId,
    claimKey: newClaimKey(userId),
    later: { userId, givenAt: 7 },
    registered: { userId, givenAt: null },
  };
}
