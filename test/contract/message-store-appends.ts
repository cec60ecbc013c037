import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AppendRequest } from '../../src/ports/message-store.ts';
import { compareOffsets } from '../../src/ports/position.ts';
import { append } from '../support/appends.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { newEvent, newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { twoProcesses } from '../support/groups.ts';
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
    const second = behind(first, { events: newEvents(2) });

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
    const late = behind(first, { expectedVersion, userKey: someBytes('a key') });

    expect(await store.append(late)).toEqual({ kind: 'conflict', version: 2 });

    expect(await streamOf(store, first.userId)).toEqual(asStored(first));
    expect(await store.head(first.userId)).toEqual({
      version: 2,
      snapshot: { version: 2, ...first.snapshot },
      userKey: null,
    });
  });

  test('nothing to a new stream when a version is expected of it', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest({ expectedVersion: 1 });

    expect(await store.append(request)).toEqual({ kind: 'conflict', version: 0 });
    expect(await store.head(request.userId)).toEqual({ version: 0, snapshot: null, userKey: null });
  });

  test('exactly one of 50 that expect the same version at the same time', async () => {
    const { first, second } = await twoProcesses(open);
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

  test('at positions that compare within a partition', async () => {
    const { store } = await preparedWriteSide(open);
    const [one, other] = [newUserId(2), newUserId(2)];
    const entries = [
      await append(store, appendRequest({ userId: one })),
      await append(store, appendRequest({ userId: other, events: newEvents(3) })),
      await append(store, appendRequest({ userId: one, expectedVersion: 1 })),
    ];

    const sorted = entries.toSorted((a, b) => compareOffsets(a.offset, b.offset));

    expect(sorted).toEqual(entries);
    expect(new Set(entries.map(({ offset }) => offset)).size).toBe(3);
    expect(entries.map(({ partition }) => partition)).toEqual([2, 2, 2]);
  });

  test('what another process has appended to', async () => {
    const { first, second } = await twoProcesses(open);
    const request = appendRequest({ events: newEvents(2) });
    await first.store.append(request);

    expect(await second.store.append(behind(request))).toMatchObject({ kind: 'appended', version: 3 });
    expect(await first.store.head(request.userId)).toMatchObject({ version: 3 });
  });

  test('events with the same data, each by its own id', async () => {
    const { store } = await preparedWriteSide(open);
    const event = newEvent();
    const request = appendRequest({ events: [event, { ...event, eventId: randomUUID() }] });

    expect(await store.append(request)).toMatchObject({ kind: 'appended', version: 2 });
    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
  });
}

/** An append of one event, of another command, to the same stream. */
function behind(
  { userId, expectedVersion, events }: AppendRequest,
  overrides: Partial<AppendRequest> = {},
): AppendRequest {
  return appendRequest({ userId, expectedVersion: expectedVersion + events.length, ...overrides });
}
