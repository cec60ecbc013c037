import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AppendRequest, MessageStore } from '../../src/ports/message-store.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { newEvent, newEvents, newMetadata } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

export function reading(open: OpenWriteSide): void {
  test('nothing about a user whom nobody knows', async () => {
    const { store } = await preparedWriteSide(open);

    expect(await store.head(newUserId())).toEqual({ version: 0, snapshot: null, userKey: null });
    expect(await streamOf(store, newUserId())).toEqual([]);
  });

  test('the last version with the snapshot of the last append', async () => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(2) });
    await store.append(first);
    const snapshot = { schema: 7, sealed: Uint8Array.from({ length: 256 }, (_, byte) => byte) };
    await store.append(appendRequest({ userId: first.userId, expectedVersion: 2, snapshot }));

    expect(await store.head(first.userId)).toEqual({
      version: 3,
      snapshot: { version: 3, ...snapshot },
      userKey: null,
    });
  });

  test('events as they were, whatever their data is', async () => {
    const { store } = await preparedWriteSide(open);
    const userId = newUserId();
    const metadata = {
      actorId: newUserId(),
      correlationId: 'ü-1',
      causationId: 'c',
      commandId: 'd',
      trace: `${'0af7651916cd43dd8448eb211c80319c'}-${'b7ad6b7169203331'}`,
    };
    const data = {
      text: 'Zoë\n"quoted" \u{1f511}',
      list: [1, 2.5, -7, 1_760_000_000_123, null, true],
      deep: { empty: {}, ids: [newUserId(), newUserId().toUpperCase(), metadata.trace] },
    };
    const events = [
      newEvent({ data, metadata, schema: 12, at: 0, sealed: someBytes() }),
      newEvent({ data: null, metadata, type: 'Ø' }),
      newEvent({ data: [], metadata: { ...metadata, trace: null }, sealed: new Uint8Array(0) }),
      newEvent({ data: metadata.trace, metadata: { ...metadata, actorId: userId, correlationId: 'd' } }),
      newEvent({ data: false, metadata: { ...metadata, actorId: null, causationId: newUserId() } }),
    ];
    const request = appendRequest({ userId, events });
    await store.append(request);

    expect(await streamOf(store, userId)).toEqual(asStored(request));
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

  test.each([
    [0, 9, []],
    [0, 10, [1]],
    [0, 20, [1, 2, 3]],
    [1, 29, [2, 3]],
    [3, 20, []],
    [0, 1_000, [1, 2, 3, 4]],
  ])('the events behind version %i up to the time %i', async (after, until, versions) => {
    const { store } = await preparedWriteSide(open);
    const metadata = newMetadata();
    const events = [10, 20, 20, 30].map((at) => newEvent({ at, metadata }));
    const { userId } = await appendedTo(store, appendRequest({ events }));

    const found: number[] = [];
    for await (const { version } of store.read(userId, after, until)) found.push(version);

    expect(found).toEqual(versions);
  });

  test('a long stream to its end', async () => {
    const { store } = await preparedWriteSide(open);
    const userId = newUserId();
    const requests = [256, 256, 256, 256, 210].map((count, index) =>
      appendRequest({ userId, expectedVersion: index * 256, events: newEvents(count) }),
    );
    for (const request of requests) await appendedTo(store, request);

    expect(await streamOf(store, userId)).toEqual(requests.flatMap(asStored));
    expect(await store.head(userId)).toMatchObject({ version: 1_234, snapshot: { version: 1_234 } });
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

async function appendedTo(store: MessageStore, request: AppendRequest): Promise<AppendRequest> {
  expect(await store.append(request)).toMatchObject({ kind: 'appended' });
  return request;
}
