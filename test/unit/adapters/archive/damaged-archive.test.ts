import { readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { ArchiveDamaged, Unavailable } from '../../../../src/ports/errors.ts';
import {
  archivedOf,
  indexIn,
  openArchive,
  published,
  segmentIn,
  sortedUsers,
  temporaryFolder,
} from '../../../support/archives.ts';
import { storedEvents } from '../../../support/controls/stored-events.ts';

const partition = 1;

describe('a damaged archive', () => {
  const streams = sortedUsers(partition, 300).map((userId) => storedEvents(userId, 4));
  const inTheMiddle = streams[150]?.[0]?.userId ?? '';

  async function givenArchive() {
    const folder = temporaryFolder();
    await published(openArchive(folder), partition, streams.flat());
    return { folder, ...segmentIn(folder, partition) };
  }

  async function messageOf(work: Promise<unknown>): Promise<string> {
    const error = await work.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ArchiveDamaged);
    return error instanceof Error ? error.message : '';
  }

  test('says which bytes of which file are wrong, and gives what is right', async () => {
    const { folder, events } = await givenArchive();
    const { blocks } = indexIn(folder, partition);
    const block = blocks.findLast(({ firstUserId }) => firstUserId < inTheMiddle);
    if (block === undefined) throw new Error('No block.');
    const bytes = readFileSync(events);
    bytes[block.offset + 100] = (bytes[block.offset + 100] ?? 0) ^ 255;
    writeFileSync(events, bytes);

    const text = await messageOf(archivedOf(openArchive(folder), inTheMiddle));
    expect(text).toBe(
      `The file ${events} is damaged between the bytes ${block.offset} and ${block.offset + block.bytes}. ` +
        'Put it back from a backup of the archive.',
    );
    const first = streams[0] ?? [];
    expect(await archivedOf(openArchive(folder), first[0]?.userId ?? '')).toEqual(first);
  });

  test('says that a file ends early', async () => {
    const { folder, events } = await givenArchive();
    truncateSync(events, 1_000);

    expect(await messageOf(archivedOf(openArchive(folder), inTheMiddle))).toContain(`${events} ends early`);
  });

  test('says that an index is not readable', async () => {
    const { folder, index } = await givenArchive();
    truncateSync(index, 100);

    expect(await messageOf(archivedOf(openArchive(folder), inTheMiddle))).toContain(
      `${index} is not readable`,
    );
  });

  test('says that a file is missing', async () => {
    const { folder, events } = await givenArchive();
    rmSync(events);

    await expect(archivedOf(openArchive(folder), inTheMiddle)).rejects.toThrow(Unavailable);
  });

  test('is found when a whole segment is read', async () => {
    const { folder, index } = await givenArchive();
    const text = readFileSync(index, 'utf8');
    writeFileSync(index, text.replace(/"sha256": "[0-9a-f]{8}/, '"sha256": "00000000'));
    const [segment] = await openArchive(folder).unfinished(partition);

    expect(await messageOf(Array.fromAsync(segment?.pending() ?? []))).toContain(
      'does not hold what its index says',
    );
  });
});
