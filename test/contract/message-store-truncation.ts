import { expect, test } from 'vitest';
import { TruncationRefused } from '../../src/ports/errors.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { applyAllOf } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

export function truncating(open: OpenWriteSide): void {
  test('the events below a version, once or again', async () => {
    const { store, requests, userId, stored } = await withStream(open);

    await store.truncate(userId, 4);
    await store.truncate(userId, 4);
    await store.truncate(userId, 2);

    expect(await streamOf(store, userId)).toEqual(stored.slice(3));
    expect(await streamOf(store, userId, 4)).toEqual(stored.slice(4));
    expect(await store.head(userId)).toEqual({
      version: 6,
      snapshot: { version: 6, ...requests.at(-1)?.snapshot },
      userKey: null,
    });
  });

  test('everything but the last event', async () => {
    const { store, userId, stored } = await withStream(open);

    await store.truncate(userId, 6);

    expect(await streamOf(store, userId)).toEqual(stored.slice(5));
    expect(await store.head(userId)).toMatchObject({ version: 6 });
  });

  test.each([7, 8, 100])(
    'nothing below version %i of six, which would take the last event',
    async (below) => {
      const { store, userId, stored } = await withStream(open);

      await expect(store.truncate(userId, below)).rejects.toThrow(TruncationRefused);

      expect(await streamOf(store, userId)).toEqual(stored);
    },
  );

  test('nothing below the first version', async () => {
    const { store, userId, stored } = await withStream(open);

    await store.truncate(userId, 0);
    await store.truncate(userId, 1);
    await store.truncate(newUserId(), 1);

    expect(await streamOf(store, userId)).toEqual(stored);
  });

  test('a stream that still takes appends, and knows its commands again', async () => {
    const { store, requests, userId, stored } = await withStream(open);
    await store.truncate(userId, 5);
    const [first = appendRequest()] = requests;
    const next = appendRequest({ userId, expectedVersion: 6 });

    expect(await store.append(first)).toMatchObject({ kind: 'duplicate', version: 2 });
    expect(await store.append({ ...next, expectedVersion: 4 })).toEqual({ kind: 'conflict', version: 6 });
    expect(await store.append(next)).toMatchObject({ kind: 'appended', version: 7 });
    expect(await store.append(next)).toMatchObject({ kind: 'duplicate', version: 7 });

    expect(await streamOf(store, userId)).toEqual([...stored.slice(4), ...asStored(next)]);
    expect(await store.head(userId)).toMatchObject({ version: 7, snapshot: { version: 7 } });
  });
}

/** A stream of six events by three appends, which a group of readers has applied. */
async function withStream(open: OpenWriteSide) {
  const side = await preparedWriteSide(open);
  const userId = newUserId(0);
  const requests = [0, 2, 4].map((expectedVersion) =>
    appendRequest({ userId, expectedVersion, events: newEvents(2) }),
  );
  for (const request of requests) await side.store.append(request);
  await applyAllOf(side.feeds, 0);
  return { store: side.store, userId, requests, stored: requests.flatMap(asStored) };
}
