import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { LeaseLost, StoreMismatch } from '../../../../src/ports/errors.ts';
import type { StoredEvent } from '../../../../src/ports/message-store.ts';
import {
  archivedOf,
  indexIn,
  openArchive,
  published,
  segmentIn,
  sortedUsers,
  temporaryFolder,
} from '../../../support/archives.ts';
import { someBytes } from '../../../support/controls/append-request.ts';
import { newUserId } from '../../../support/controls/new-user-id.ts';
import { storedEvents } from '../../../support/controls/stored-events.ts';

const partition = 1;

describe('an archive of files', () => {
  test('gives back events as they were, whatever they hold', async () => {
    const archive = openArchive(temporaryFolder());
    const userId = newUserId(partition);
    const [first, second, third] = storedEvents(userId, 3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('Three events.');
    const events: readonly StoredEvent[] = [
      {
        ...first,
        at: 0,
        sealed: someBytes(),
        data: { text: 'Zoë\n"quoted" \u{1f511}\u2028', deep: { b: 1, a: [] } },
      },
      { ...second, type: 'Ø', schema: 12, data: null, sealed: new Uint8Array() },
      { ...third, metadata: { ...third.metadata, actorId: userId, causationId: 'c', trace: 'a-b' } },
    ];
    await published(archive, partition, events);

    expect(await archivedOf(archive, userId)).toEqual(events);
    expect(await archivedOf(archive, userId, 2)).toEqual(events.slice(2));
    expect(await archivedOf(archive, userId, 3)).toEqual([]);
  });

  test('finds each of many users in many blocks', async () => {
    const folder = temporaryFolder();
    const archive = openArchive(folder);
    const streams = sortedUsers(partition, 400).map((userId, index) => storedEvents(userId, 1 + (index % 7)));
    await published(archive, partition, streams.flat());

    expect(indexIn(folder, partition).blocks.length).toBeGreaterThan(5);
    for (const stream of streams) {
      expect(await archivedOf(archive, stream[0]?.userId ?? '')).toEqual(stream);
    }
    for (const userId of [...sortedUsers(partition, 20), '0', 'g'])
      expect(await archivedOf(archive, userId)).toEqual([]);
  });

  test('finds users whose events fill whole blocks, and their neighbours', async () => {
    const folder = temporaryFolder();
    const archive = openArchive(folder);
    const [few, many, last] = sortedUsers(partition, 3).map((userId, index) =>
      storedEvents(userId, [3, 2_000, 2][index] ?? 0),
    );
    await published(
      archive,
      partition,
      [few, many, last].flatMap((events) => events ?? []),
    );

    expect(indexIn(folder, partition).blocks.length).toBeGreaterThan(5);
    for (const stream of [few, many, last]) {
      expect(await archivedOf(archive, stream?.[0]?.userId ?? '')).toEqual(stream);
    }
  });

  test('keeps an event that is larger than a block', async () => {
    const archive = openArchive(temporaryFolder());
    const userId = newUserId(partition);
    const events = storedEvents(userId, 3, { data: { text: 'x'.repeat(200_000) } });
    await published(archive, partition, events);

    expect(await archivedOf(archive, userId)).toEqual(events);
  });

  test('continues a user in later segments', async () => {
    const archive = openArchive(temporaryFolder());
    const userId = newUserId(partition);
    const other = newUserId(partition);
    const events = storedEvents(userId, 6);
    await published(archive, partition, events.slice(0, 2));
    await published(archive, partition, storedEvents(other, 1));
    await published(archive, partition, events.slice(2));

    expect(await archivedOf(archive, userId)).toEqual(events);
    expect(await archive.lastVersion(userId)).toBe(6);
    expect(await archive.lastVersion(other)).toBe(1);
    expect(await archive.lastVersion(newUserId(partition))).toBe(0);
  });

  test('shows one process what another has published since', async () => {
    const folder = temporaryFolder();
    const reader = openArchive(folder);
    const userId = newUserId(partition);
    expect(await archivedOf(reader, userId)).toEqual([]);
    const events = storedEvents(userId, 2);
    await published(openArchive(folder), partition, events);

    expect(await archivedOf(reader, userId)).toEqual(events);
  });

  test('can be read by zcat, line by line, and checked by its sums', async () => {
    const folder = temporaryFolder();
    const events = sortedUsers(partition, 200).flatMap((userId) =>
      storedEvents(userId, 2, { sealed: someBytes() }),
    );
    await published(openArchive(folder), partition, events);
    const { events: path } = segmentIn(folder, partition);

    const lines = execFileSync('zcat', [path], { encoding: 'utf8', maxBuffer: 2 ** 26 })
      .trimEnd()
      .split('\n');

    const sealed = Buffer.from(someBytes()).toString('base64');
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual(
      events.map((event) => ({ ...event, sealed })),
    );
    const bytes = readFileSync(path);
    expect(indexIn(folder, partition)).toMatchObject({
      format: 1,
      partition,
      segment: 1,
      before: '2026-01-01T00:00:00.000Z',
      users: 200,
      events: 400,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
  });

  test('does not take events out of order', async () => {
    const draft = await openArchive(temporaryFolder()).draft(partition, 0);
    const [one, two] = storedEvents(newUserId(partition), 2);
    if (one === undefined || two === undefined) throw new Error('Two events.');
    await draft.add(two);

    await expect(draft.add(one)).rejects.toThrow('out of order');
    await draft.discard();
  });

  test('shows nothing of a draft, and removes what is left of one', async () => {
    const folder = temporaryFolder();
    const archive = openArchive(folder);
    const userId = newUserId(partition);
    const draft = await archive.draft(partition, 0);
    for (const event of storedEvents(userId, 2)) await draft.add(event);
    await draft.finish();

    expect(await archivedOf(archive, userId)).toEqual([]);
    expect(await archive.unfinished(partition)).toEqual([]);
    await archive.discardDrafts(partition);
    expect(readdirSync(join(folder, 'partition-0001'))).toEqual([]);
    await expect(draft.publish()).rejects.toThrow(LeaseLost);
  });

  test('publishes one of two drafts of the same segment', async () => {
    const archive = openArchive(temporaryFolder());
    const [first, second] = [await archive.draft(partition, 0), await archive.draft(partition, 0)];
    const events = storedEvents(newUserId(partition), 2);
    for (const draft of [first, second]) {
      for (const event of events) await draft.add(event);
      await draft.finish();
    }
    await first.publish();

    await expect(second.publish()).rejects.toThrow(LeaseLost);
    await second.discard();
    expect(await archivedOf(archive, events[0]?.userId ?? '')).toEqual(events);
  });

  test('remembers which streams are to be truncated until all are', async () => {
    const folder = temporaryFolder();
    const streams = sortedUsers(partition, 300).map((userId, index) => storedEvents(userId, 1 + (index % 4)));
    const segment = await published(openArchive(folder), partition, streams.flat());
    const all = streams.map((events) => ({ userId: events[0]?.userId ?? '', below: events.length + 1 }));
    expect(await Array.fromAsync(segment.pending())).toEqual(all);

    const [again] = await openArchive(folder).unfinished(partition);
    await again?.markTruncated(all.slice(0, 2));
    const [refused] = await openArchive(folder).unfinished(partition);
    expect(await Array.fromAsync(refused?.pending() ?? [])).toEqual(all.slice(0, 2));
    await refused?.markTruncated([]);

    expect(await openArchive(folder).unfinished(partition)).toEqual([]);
  });

  test('belongs to one store', async () => {
    const folder = join(temporaryFolder(), 'new', 'archive');
    await openArchive(folder).prepare();
    await openArchive(folder).prepare();

    await expect(openArchive(folder, 8).prepare()).rejects.toThrow(StoreMismatch);
  });
});
