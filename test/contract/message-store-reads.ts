import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent, newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

export function reading(open: OpenWriteSide): void {
  test('nothing about a user whom nobody knows', async () => {
    const { store } = await preparedWriteSide(open);

    expect(await store.head(newUserId())).toEqual({ version: 0, snapshot: null });
    expect(await streamOf(store, newUserId())).toEqual([]);
  });

  test('the last version with the snapshot of the last append', async () => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(2) });
    await store.append(first);
    const snapshot = { schema: 7, state: { name: 'Zoë "Ω"', roles: [], nothing: null } };
    await store.append(appendRequest({ userId: first.userId, expectedVersion: 2, snapshot }));

    expect(await store.head(first.userId)).toEqual({ version: 3, snapshot: { version: 3, ...snapshot } });
  });

  test('events as they were, whatever their data is', async () => {
    const { store } = await preparedWriteSide(open);
    const metadata = { actorId: newUserId(), correlationId: 'ü-1', causationId: 'c', commandId: 'd' };
    const data = { text: 'Zoë\n"quoted" \u{1f511}', list: [1, 2.5, null, true], deep: { empty: {} } };
    const request = appendRequest({
      events: [
        newEvent({ data, metadata, schema: 12, at: 0 }),
        newEvent({ data: null, type: 'Ø' }),
        newEvent({ data: [] }),
      ],
    });
    await store.append(request);

    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
  });

  test.each([
    [0, [1, 2, 3, 4]],
    [2, [3, 4]],
    [4, []],
    [9, []],
  ])('the events behind version %i', async (after, versions) => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest({ events: newEvents(4) });
    await store.append(request);

    expect((await streamOf(store, request.userId, after)).map(({ version }) => version)).toEqual(versions);
  });

  test('a long stream to its end', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest({ events: newEvents(1_234) });
    await store.append(request);

    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
  });

  test('a stream without what belongs to other users', async () => {
    const { store } = await preparedWriteSide(open);
    const requests = [newUserId(0), newUserId(0), newUserId(1)].map((userId) => appendRequest({ userId }));
    await Promise.all(requests.map((request) => store.append(request)));

    const streams = await Promise.all(requests.map(({ userId }) => streamOf(store, userId)));

    expect(streams).toEqual(requests.map(asStored));
  });

  test('in one process what another has appended', async () => {
    const name = randomUUID();
    const writer = await preparedWriteSide(open, { name });
    const reader = await preparedWriteSide(open, { name });
    const request = appendRequest();
    await writer.store.append(request);

    expect(await streamOf(reader.store, request.userId)).toEqual(asStored(request));
  });
}
