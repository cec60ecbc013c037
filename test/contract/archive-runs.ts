import { rmSync } from 'node:fs';
import { expect, test } from 'vitest';
import type { WritableArchive } from '../../src/ports/archive.ts';
import { ArchiveDamaged, UnreadableEvent } from '../../src/ports/errors.ts';
import {
  appendOnce,
  applyAll,
  archived,
  archivedIds,
  cut,
  day,
  everything,
  givenStreams,
  idsToArchive,
  left,
  run,
  toBeLeft,
} from '../support/archive-runs.ts';
import { openArchive, published } from '../support/archives.ts';
import { storedEvents } from '../support/controls/stored-events.ts';
import { held } from '../support/groups.ts';
import type { OpenWriteSide } from '../support/opened.ts';
import { streamOf } from '../support/streams.ts';

export function archiving(open: OpenWriteSide): void {
  test('moves what is old and below the snapshot, and keeps the last event of each stream', async () => {
    const given = await givenStreams(open);
    const heads = await headsOf(given);

    const { bytes, ...summary } = await run(given);

    expect(summary).toEqual({ users: 3, events: 8, refused: 0, busy: [] });
    expect(bytes).toBeGreaterThan(0);
    expect(await left(given)).toEqual(toBeLeft(given));
    expect(archivedIds(given)).toEqual(idsToArchive(given));
    expect(await headsOf(given)).toEqual(heads);
  });

  test('leaves streams that read as before, from any version and up to any instant', async () => {
    const given = await givenStreams(open);
    const readings = [...given.streams].flatMap(([userId, events]) => [
      ...[0, 1, 3, 6, 9].map((after) => ({ userId, after, until: undefined })),
      ...[0, ...events.map(({ at }) => at)].flatMap((at) =>
        [at - 1, at, at + 1].flatMap((until) => [0, 2].map((after) => ({ userId, after, until }))),
      ),
    ]);
    const readAll = async (store: typeof given.store) =>
      Promise.all(
        readings.map(({ userId, after, until }) => Array.fromAsync(store.read(userId, after, until))),
      );
    const before = await readAll(given.store);

    await run(given);

    expect(await readAll(archived(given))).toEqual(before);
  });

  test('lets appends go on, and goes on itself with a later date', async () => {
    const given = await givenStreams(open);
    await run(given);
    for (const [userId, events] of given.streams) {
      await appendOnce(given.store, userId, {
        expectedVersion: events.length,
        count: 3,
        at: cut + 100 * day,
      });
    }
    await applyAll(given.feeds);
    const whole = await everything(given);

    const { users, events } = await run(given, { before: cut + 200 * day });

    expect({ users, events }).toEqual({ users: 5, events: 17 });
    expect(await everything(given)).toEqual(whole);
    expect([...(await left(given)).values()].map((stream) => stream.length)).toEqual([1, 1, 1, 1, 1]);
    const all = [...whole.values()].flatMap((stream) => stream.slice(0, -1)).map(({ eventId }) => eventId);
    expect(archivedIds(given)).toEqual(all.sort());
  });

  test('does nothing the second time', async () => {
    const given = await givenStreams(open);
    await run(given);

    expect(await run(given)).toEqual({ users: 0, events: 0, bytes: 0, refused: 0, busy: [] });
    expect(archivedIds(given)).toEqual(idsToArchive(given));
  });

  test('archives once what a stream keeps until the views have applied it', async () => {
    const given = await givenStreams(open, { applied: false });
    await run(given);
    expect(await everything(given)).toEqual(given.streams);
    await run(given);
    await applyAll(given.feeds);

    const { events, refused } = await run(given);

    expect({ events, refused }).toEqual({ events: 0, refused: 0 });
    expect(await left(given)).toEqual(toBeLeft(given));
    expect(await everything(given)).toEqual(given.streams);
    expect(archivedIds(given)).toEqual(idsToArchive(given));
  });

  test('removes nothing when the disk gives back something else than was written', async () => {
    const given = await givenStreams(open);
    const archive = openArchive(given.folder);

    await expect(run(given, { archive: withOtherReads(archive) })).rejects.toThrow(ArchiveDamaged);

    expect(await left(given)).toEqual(given.streams);
    expect(archivedIds(given)).toEqual([]);
    await run(given);
    expect(await everything(given)).toEqual(given.streams);
    expect(await left(given)).toEqual(toBeLeft(given));
  });

  test('leaves out a partition on which another run works, and says so', async () => {
    const given = await givenStreams(open);
    const lease = await given.feeds.acquire('archive', 1, 'another run', 60_000);

    expect((await run(given)).busy).toEqual([1]);

    if (lease !== null) await given.feeds.release(lease);
    expect((await run(given)).busy).toEqual([]);
    expect(await left(given)).toEqual(toBeLeft(given));
  });

  test('archives every event once in several runs at the same time', async () => {
    const given = await givenStreams(open);

    await Promise.all([run(given), run(given), run(given)]);
    await run(given);

    expect(archivedIds(given)).toEqual(idsToArchive(given));
    expect(await everything(given)).toEqual(given.streams);
    expect(await left(given)).toEqual(toBeLeft(given));
  });

  test('does not disturb the leases of the views', async () => {
    const given = await givenStreams(open);
    const lease = await held(given.feeds, 1, 'an aggregator');
    await run(given);

    expect(await given.feeds.renew([lease], 60_000)).toEqual([lease]);
  });

  test('refuses an archive that holds another history, as after a restore of an older backup', async () => {
    const given = await givenStreams(open);
    const userId = [...given.streams.keys()][1] ?? '';
    const segment = await published(openArchive(given.folder), 1, storedEvents(userId, 2));
    const words = `Event 1 of user ${userId} is not the same in the archive`;

    await expect(run(given)).rejects.toThrow(words);
    await segment.markTruncated([]);
    await expect(run(given)).rejects.toThrow(words);

    expect((await left(given)).get(userId)).toEqual(given.streams.get(userId));
  });

  test('says which event is in neither when the archive is gone', async () => {
    const given = await givenStreams(open);
    await run(given);
    const [userId = ''] = given.streams.keys();
    rmSync(given.folder, { recursive: true });

    const reading = streamOf(archived(given), userId, 2);
    await expect(reading).rejects.toThrow(UnreadableEvent);
    await expect(reading).rejects.toThrow(
      `Event 3 of user ${userId} is neither in the stream nor in the archive: set ARCHIVE_DIR`,
    );
    await expect(run(given, { before: cut + 10 * day })).rejects.toThrow(ArchiveDamaged);
  });
}

async function headsOf({ store, streams }: Awaited<ReturnType<typeof givenStreams>>) {
  return Promise.all([...streams.keys()].map((userId) => store.head(userId)));
}

function withOtherReads(archive: WritableArchive): WritableArchive {
  return {
    ...archive,
    async draft(partition, before) {
      const draft = await archive.draft(partition, before);
      return {
        ...draft,
        async *read() {
          for await (const event of draft.read()) yield { ...event, data: { bits: 'flipped' } };
        },
      };
    },
  };
}
