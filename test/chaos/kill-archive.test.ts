import { randomBytes } from 'node:crypto';
import { expect, inject, test } from 'vitest';
import { createSecrets } from '../../src/adapters/crypto/secrets.ts';
import { appendOnce, archivedIds, cut, day, everything, left } from '../support/archive-runs.ts';
import { temporaryFolder } from '../support/archives.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { killedAt } from '../support/gatehouse-process.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';
import { runGatehouse } from '../support/run-gatehouse.ts';
import { streamOf } from '../support/streams.ts';

const users = 150;
const eventsOfEach = 20;

test('a run that is killed while it writes, verifies or truncates loses nothing, and a further one ends it', async () => {
  const key = randomBytes(32);
  const name = namespace();
  const side = await preparedWriteSide(openRedisWriteSide(inject('redisUrl')), {
    name,
    partitions: 1,
    keyFingerprint: createSecrets(key).fingerprint,
  });
  const folder = temporaryFolder();
  const streams = new Map<string, Awaited<ReturnType<typeof streamOf>>>();
  for (let count = 0; count < users; count += 1) {
    const userId = newUserId();
    await appendOnce(side.store, userId, { expectedVersion: 0, count: eventsOfEach, at: cut - 100 * day });
    streams.set(userId, await streamOf(side.store, userId));
  }
  const given = { ...side, folder, streams, staying: new Map<string, number>() };
  const settings = {
    REDIS_URL: inject('redisUrl'),
    REDIS_KEY_PREFIX: `${name}:`,
    ELASTICSEARCH_URL: inject('elasticsearchUrl'),
    MASTER_KEY: key.toString('base64'),
    PARTITIONS: '1',
    ARCHIVE_DIR: folder,
    DATA_DIR: temporaryFolder(),
  };
  const args = ['archive', '--before', new Date(cut).toISOString()];

  for (const moment of ['exporting, ', 'verifying, ', 'truncating, ']) {
    expect(await killedAt(moment, args, settings)).toBe(true);
    expect(await everything(given)).toEqual(streams);
  }
  const outcome = await runGatehouse(args, settings);

  expect(outcome).toMatchObject({ code: 0 });
  expect(await everything(given)).toEqual(streams);
  const kept = [...streams].map(([userId, events]) => [userId, events.slice(-1)] as const);
  expect(await left(given)).toEqual(new Map(kept));
  const all = [...streams.values()].flatMap((events) => events.slice(0, -1)).map(({ eventId }) => eventId);
  expect(archivedIds(given)).toEqual(all.sort());
}, 180_000);
