import { describe, expect, inject, test } from 'vitest';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import {
  archivedIds,
  everything,
  givenStreams,
  idsToArchive,
  left,
  run,
  toBeLeft,
} from '../support/archive-runs.ts';
import { openArchive } from '../support/archives.ts';
import { Crash, crashingAt } from '../support/crashes.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import type { OpenWriteSide } from '../support/opened.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { archiving } from './archive-runs.ts';
import { archivingWhileReading } from './archive-while-reading.ts';

const stores: Readonly<Record<string, OpenWriteSide>> = {
  Redis: openRedisWriteSide(inject('redisUrl')),
  'Redis Cluster': openRedisWriteSide(inject('redisClusterUrls')),
  ...Object.fromEntries(
    relationalDatabases().map(({ name, open }): [string, OpenWriteSide] => [
      name,
      async ({ name: database, partitions = 4, keyFingerprint = 'the key' } = {}) => {
        const opened = await open(database);
        const { messageStore, feeds } = createRelationalStores(opened, { partitions, keyFingerprint });
        return { store: messageStore, feeds, close: opened.close };
      },
    ]),
  ),
};

for (const [name, open] of Object.entries(stores)) {
  // The steps are the same on all of them: each is tried on the store that opens fastest.
  const stride = name === 'SQLite' ? 1 : 7;
  describe(`archiving on ${name}`, () => {
    archiving(open);
    archivingWhileReading(open);

    test('goes on after a crash at any step: nothing is lost, and nothing is archived twice', async () => {
      let step = 0;
      for (let ended = false; !ended; step += stride) ended = await crashAndGoOn(open, step);

      expect(step).toBeGreaterThan(40);
    }, 120_000);
  });
}

/** Answers whether the run came to its end before that step. */
async function crashAndGoOn(open: OpenWriteSide, step: number): Promise<boolean> {
  const given = await givenStreams(open, { partitions: 1 });
  const archive = openArchive(given.folder, 1);
  const { closeFiles, ...crashing } = crashingAt(step, { ...given, archive });
  const failure = await run(given, crashing).then(
    () => null,
    (error: unknown) => error,
  );
  if (failure !== null) {
    expect(failure).toBeInstanceOf(Crash);
    expect(await everything(given)).toEqual(given.streams);
    await run(given);
  }
  const state = { read: await everything(given), left: await left(given), archived: archivedIds(given) };
  await closeFiles();
  expect(state).toEqual({ read: given.streams, left: toBeLeft(given), archived: idsToArchive(given) });
  return failure === null;
}
