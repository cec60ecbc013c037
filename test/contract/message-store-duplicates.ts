import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import {
  type AppendRequest,
  type AppendResult,
  type MessageStore,
  type NewEvent,
  rememberedCommands,
  type UserId,
} from '../../src/ports/message-store.ts';
import { compareOffsets, type Position } from '../../src/ports/position.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent, newEvents, newMetadata } from '../support/controls/new-event.ts';
import { twoProcesses } from '../support/groups.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';

export function knowingAgain(open: OpenWriteSide): void {
  test('an append that is sent twice, also behind later events', async () => {
    const { store, feeds } = await preparedWriteSide(open);
    const request = appendRequest({ events: newEvents(2) });
    const first = await store.append(request);
    const next = appendRequest({ userId: request.userId, expectedVersion: 2 });

    const again = await store.append(request);
    await store.append(next);
    const muchLater = await store.append(request);

    expect([again, muchLater]).toEqual([duplicateOf(2), duplicateOf(2)]);
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

  test('of 20 equal appends at the same time all but one', async () => {
    const { first, second } = await twoProcesses(open);
    const request = appendRequest({ events: newEvents(2) });

    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? first : second).store.append(request)),
    );

    expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(1);
    expect(results.filter(({ kind }) => kind === 'duplicate')).toHaveLength(19);
    expect(await streamOf(first.store, request.userId)).toEqual(asStored(request));
  });

  test.each([
    ['the last version', 3],
    ['a version in between', 2],
    ['a version that is yet to come', 7],
  ])('a command that was decided anew and expects %s', async (_, expectedVersion) => {
    const { store, feeds } = await preparedWriteSide(open);
    const request = appendRequest({ events: newEvents(2) });
    const first = positionOf(await store.append(request));
    const next = appendRequest({ userId: request.userId, expectedVersion: 2 });
    await store.append(next);

    const again = await store.append(decidedAnew(request, expectedVersion));

    expect(again).toEqual(duplicateOf(2));
    expect(compareOffsets(positionOf(again).offset, first.offset)).toBeGreaterThanOrEqual(0);
    expect(await streamOf(store, request.userId)).toEqual([...asStored(request), ...asStored(next)]);
    expect((await store.head(request.userId)).snapshot).toEqual({ version: 3, ...next.snapshot });
    expect(await feeds.read(first.partition, '0-0', 10)).toHaveLength(2);
  });

  test('a command until as many others as are remembered have followed', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest();
    await store.append(request);
    await appendOthers(store, request.userId, 1, rememberedCommands - 1);

    expect(await store.append(decidedAnew(request, rememberedCommands))).toEqual(duplicateOf(1));

    await appendOthers(store, request.userId, rememberedCommands, 1);
    const last = rememberedCommands + 1;
    expect(await store.append(decidedAnew(request, last - 1))).toEqual({ kind: 'conflict', version: last });
    expect(await store.append(request)).toEqual(duplicateOf(1));
    expect(await store.append(decidedAnew(request, last))).toMatchObject({
      kind: 'appended',
      version: last + 1,
    });
  });

  test('commands whose ids are no UUIDs', async () => {
    const { store } = await preparedWriteSide(open);
    const metadata = newMetadata({ commandId: 'registration of Zoë' });
    const request = appendRequest({ events: [newEvent({ metadata, eventId: `1 ${randomUUID()}` })] });
    const other = newEvent({ metadata: newMetadata({ commandId: 'registration of Zoé' }) });
    await store.append(request);

    expect(await store.append(decidedAnew(request, 1))).toEqual(duplicateOf(1));
    expect(await store.append({ ...request, expectedVersion: 1, events: [other] })).toMatchObject({
      kind: 'appended',
    });
  });

  test('no command of somebody else', async () => {
    const { store } = await preparedWriteSide(open);
    const request = appendRequest();
    await store.append(request);
    const [event = newEvent()] = request.events;
    const other = appendRequest({ events: [newEvent({ metadata: event.metadata })] });

    expect(await store.append(other)).toMatchObject({ kind: 'appended', version: 1 });
  });

  test('no append of which only some event ids stand already', async () => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(2) });
    await store.append(first);
    const known = ofAnotherCommand(first.events);

    const halfKnown = appendRequest({ userId: first.userId, events: [...known.slice(0, 1), newEvent()] });
    const longer = appendRequest({ userId: first.userId, events: [...known, newEvent()] });

    expect(await store.append(halfKnown)).toEqual({ kind: 'conflict', version: 2 });
    expect(await store.append(longer)).toEqual({ kind: 'conflict', version: 2 });
  });

  test('event ids at their versions whichever command brings them', async () => {
    const { store } = await preparedWriteSide(open);
    const first = appendRequest({ events: newEvents(2) });
    await store.append(first);

    const again = await store.append({ ...first, events: ofAnotherCommand(first.events) });

    expect(again).toEqual(duplicateOf(2));
    expect(await streamOf(store, first.userId)).toEqual(asStored(first));
  });
}

function duplicateOf(version: number): unknown {
  return { kind: 'duplicate', version, position: expect.anything() };
}

/** The same command with events of other ids. */
function decidedAnew(request: AppendRequest, expectedVersion: number): AppendRequest {
  const events = request.events.map((event) => ({ ...event, eventId: randomUUID() }));
  return { ...request, expectedVersion, events };
}

function ofAnotherCommand(events: readonly NewEvent[]): readonly NewEvent[] {
  const metadata = newMetadata();
  return events.map((event) => ({ ...event, metadata }));
}

/** Appends for so many other commands, an event each. */
async function appendOthers(
  store: MessageStore,
  userId: UserId,
  version: number,
  count: number,
): Promise<void> {
  for (let expectedVersion = version; expectedVersion < version + count; expectedVersion += 1) {
    await store.append(appendRequest({ userId, expectedVersion }));
  }
}

function positionOf(result: AppendResult): Position {
  if ('position' in result) return result.position;
  throw new Error(`There is no position in a result of the kind ${result.kind}.`);
}
