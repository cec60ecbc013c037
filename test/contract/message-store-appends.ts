import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { MessageStore } from '../../src/ports/message-store.ts';
import { compareOffsets, type Position } from '../../src/ports/position.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent, newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

export function appending(open: OpenWriteSide): void {
  test('one event to a new stream', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest();

    const result = await store.append(request);

    expect(result).toEqual({ kind: 'appended', version: 1, position: expect.anything() });
    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
  });

  test('several events at once, in their order', async () => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(3) });
    const second = appendRequest({ userId: first.userId, expectedVersion: 3, events: newEvents(2) });

    expect(await store.append(first)).toMatchObject({ kind: 'appended', version: 3 });
    expect(await store.append(second)).toMatchObject({ kind: 'appended', version: 5 });

    expect(await streamOf(store, first.userId)).toEqual([...asStored(first), ...asStored(second)]);
  });

  test.each([
    ['lower', 1],
    ['higher', 3],
  ])('nothing when the expected version is %s than the last one', async (_, expectedVersion) => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(2) });
    await store.append(first);
    const late = appendRequest({
      userId: first.userId,
      expectedVersion,
      snapshot: { schema: 1, state: 'late' },
    });

    expect(await store.append(late)).toEqual({ kind: 'conflict', version: 2 });

    expect(await streamOf(store, first.userId)).toEqual(asStored(first));
    expect(await store.head(first.userId)).toEqual({
      version: 2,
      snapshot: { version: 2, ...first.snapshot },
    });
  });

  test('nothing to a new stream when a version is expected of it', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest({ expectedVersion: 1 });

    expect(await store.append(request)).toEqual({ kind: 'conflict', version: 0 });
    expect(await store.head(request.userId)).toEqual({ version: 0, snapshot: null });
  });

  test('once what is sent twice, also behind later events', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const request = appendRequest({ events: newEvents(2) });
    const first = await store.append(request);
    const next = appendRequest({ userId: request.userId, expectedVersion: 2 });

    const again = await store.append(request);
    await store.append(next);
    const muchLater = await store.append(request);

    expect([again, muchLater]).toEqual([
      { kind: 'duplicate', version: 2, position: expect.anything() },
      { kind: 'duplicate', version: 2, position: expect.anything() },
    ]);
    expect(await streamOf(store, request.userId)).toEqual([...asStored(request), ...asStored(next)]);
    expect((await store.head(request.userId)).snapshot).toEqual({ version: 3, ...next.snapshot });
    const { partition, offset } = positionOf(first);
    expect(compareOffsets(positionOf(again).offset, offset)).toBeGreaterThanOrEqual(0);
    expect(positionOf(again).partition).toBe(partition);
    expect(await feeds.read(partition, '0-0', 10)).toMatchObject([
      { version: 2, count: 2 },
      { version: 3, count: 1 },
    ]);
  });

  test('nothing when only some of the event ids stand already', async () => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(2) });
    await store.append(first);
    const [shared = newEvent()] = first.events;

    const halfKnown = appendRequest({ userId: first.userId, events: [shared, newEvent()] });
    const longer = appendRequest({ userId: first.userId, events: [...first.events, newEvent()] });

    expect(await store.append(halfKnown)).toEqual({ kind: 'conflict', version: 2 });
    expect(await store.append(longer)).toEqual({ kind: 'conflict', version: 2 });
  });

  test('exactly one of 50 that expect the same version at the same time', async () => {
    const name = randomUUID();
    const [first, second] = [
      await preparedWriteSide(open, { name }),
      await preparedWriteSide(open, { name }),
    ];
    const userId = newUserId();
    const requests = Array.from({ length: 50 }, () => appendRequest({ userId }));

    const results = await Promise.all(
      requests.map((request, index) => (index % 2 === 0 ? first : second).store.append(request)),
    );

    const kinds = results.map((result) => result.kind);
    expect(kinds.filter((kind) => kind === 'appended')).toHaveLength(1);
    expect(kinds.filter((kind) => kind === 'conflict')).toHaveLength(49);
    const winner = requests[kinds.indexOf('appended')] ?? appendRequest();
    expect(await streamOf(first.store, userId)).toEqual(asStored(winner));
  });

  test('no list without events', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest({ events: [] });

    await expect(store.append(request)).rejects.toThrow(Error);
    expect(await store.head(request.userId)).toEqual({ version: 0, snapshot: null });
  });
}

function positionOf(result: Awaited<ReturnType<MessageStore['append']>>): Position {
  if ('position' in result) return result.position;
  throw new Error(`There is no position in a result of the kind ${result.kind}.`);
}
