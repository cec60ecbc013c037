import { readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { UnreadableEvent } from '../../src/ports/errors.ts';
import type { MessageStore, StoredEvent, UserId } from '../../src/ports/message-store.ts';
import { appendOnce, applyAll, archived, cut, givenStreams, run } from '../support/archive-runs.ts';
import { segmentIn, temporaryFolder } from '../support/archives.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenWriteSide, preparedWriteSide } from '../support/opened.ts';
import { streamOf } from '../support/streams.ts';

export function archivingWhileReading(open: OpenWriteSide): void {
  test.each([
    ['to its end', undefined],
    ['up to an instant', cut],
  ])('takes no event from who is reading a long stream %s', async (_how, until) => {
    const side = await preparedWriteSide(open, { partitions: 1 });
    const given = { ...side, folder: temporaryFolder(), streams: new Map(), staying: new Map() };
    const userId = newUserId(0, 1);
    await appendLong(given.store, userId);
    await applyAll(given.feeds);
    const whole = await Array.fromAsync(given.store.read(userId, 0, until));

    const read: StoredEvent[] = [];
    for await (const event of archived(given).read(userId, 0, until)) {
      read.push(event);
      if (read.length === 1) await run(given);
    }

    expect(read.map(({ version }) => version)).toEqual(whole.map(({ version }) => version));
    expect(read).toEqual(whole);
  });

  test('leaves spans that are read as before, wherever their events are', async () => {
    const given = await givenStreams(open);
    const spans = [...given.streams].flatMap(([userId, events]) =>
      events.flatMap(({ version: first }) =>
        [first, first + 1, events.length, 9].map((last) => ({ userId, first, last })),
      ),
    );
    const readAll = (store: MessageStore) =>
      store.readSpans([...spans, { userId: newUserId(), first: 1, last: 2 }]);
    const before = await readAll(given.store);

    await run(given);

    expect(await readAll(archived(given))).toEqual(before);
  });

  test('makes a stream unreadable, and no other, when a file of the archive is damaged', async () => {
    const given = await givenStreams(open, { partitions: 1 });
    await run(given);
    const { events } = segmentIn(given.folder, 0);
    writeFileSync(events, readFileSync(events).fill(0, 20, 40));
    const [userId = '', , , recent = ''] = given.streams.keys();

    const reading = streamOf(archived(given), userId);
    await expect(reading).rejects.toThrow(UnreadableEvent);
    await expect(reading).rejects.toThrow(
      `Event 1 of user ${userId} cannot be read from the archive. The file ${events} is damaged`,
    );
    expect(await streamOf(archived(given), recent)).toEqual(given.streams.get(recent));
    const spans = [userId, recent].map((id) => ({ userId: id, first: 1, last: 2 }));
    expect(await archived(given).readSpans(spans)).toEqual([
      await reading.catch((error: unknown) => error),
      { events: given.streams.get(recent), userKey: null },
    ]);
  });
}

/** More events than any store reads at once, the last of which is of a later time. */
async function appendLong(store: MessageStore, userId: UserId): Promise<void> {
  const lengths = [200, 200, 200, 200];
  for (const [index, count] of lengths.entries()) {
    const expectedVersion = index * count;
    await appendOnce(store, userId, { expectedVersion, count, at: Date.UTC(2020, 0, 1 + expectedVersion) });
  }
  await appendOnce(store, userId, { expectedVersion: 800, count: 1, at: cut + 1 });
}
