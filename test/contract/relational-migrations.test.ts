import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, test } from 'vitest';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { migrationsOf } from '../../src/adapters/relational/schema/migrations.ts';
import { TruncationRefused } from '../../src/ports/errors.ts';
import { beginning } from '../../src/ports/position.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvent, newMetadata } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { closedAfterTest } from '../support/opened.ts';
import { type OpenDatabase, relationalDatabases } from '../support/relational-databases.ts';
import { streamOf } from '../support/streams.ts';

const identity = { partitions: 4, keyFingerprint: 'the key' };
const partition = 2;
const user = newUserId(partition);
const other = newUserId(partition);
const events = [user, user, other].map((actorId) =>
  newEvent({ data: { displayName: 'Zoë' }, metadata: newMetadata({ actorId }) }),
);
const [first = newEvent(), second = newEvent(), third = newEvent()] = events;
const stored = [
  { ...first, userId: user, version: 1 },
  { ...second, userId: user, version: 2 },
];

describe.each(relationalDatabases())('a log on $name from before what is personal was sealed', ({ open }) => {
  test('keeps its events, its feed, its claims and how far groups have read', async () => {
    const { messageStore, feeds } = await migrated(open);

    expect(await streamOf(messageStore, user)).toEqual(stored);
    expect(await messageStore.ownerOf('the claim')).toBe(user);
    expect((await Array.fromAsync(messageStore.users(partition))).toSorted()).toEqual([user, other].sort());
    expect(await feeds.read(partition, beginning, 10)).toEqual([
      { partition, offset: '1-0', userId: user, version: 2, count: 2 },
      { partition, offset: '2-0', userId: other, version: 1, count: 1 },
    ]);
    expect(await feeds.applied('users')).toEqual(['0-0', '0-0', '1-0', '0-0']);
  });

  test('has no snapshot and no key of a user until the next append, and recognises events sent again', async () => {
    const { messageStore } = await migrated(open);
    const empty = { version: 2, snapshot: null, userKey: null };
    expect(await messageStore.head(user)).toEqual(empty);
    const again = appendRequest({ userId: user, events: [first, second] });
    const next = appendRequest({ userId: user, expectedVersion: 2, userKey: Uint8Array.of(1, 2, 3) });

    expect(await messageStore.append(again)).toEqual({
      kind: 'duplicate',
      version: 2,
      position: { partition, offset: '1-0' },
    });
    expect(await messageStore.append(next)).toEqual({
      kind: 'appended',
      version: 3,
      position: { partition, offset: '3-0' },
    });

    const { snapshot, userKey } = next;
    expect(await messageStore.head(user)).toEqual({
      version: 3,
      snapshot: { version: 3, ...snapshot },
      userKey,
    });
  });

  test('loses no event before there is a snapshot of it', async () => {
    const { messageStore, feeds } = await migrated(open);
    const lease = await feeds.acquire('users', partition, 'a', 60_000);
    if (lease === null) throw new Error('Nobody else has the lease.');
    await feeds.acknowledge(lease, await feeds.next([lease], 10, 0));

    await expect(messageStore.truncate(user, 2)).rejects.toThrow(TruncationRefused);

    expect(await streamOf(messageStore, user)).toEqual(stored);
  });
});

/** A store as the first three migrations left it, brought up to date. */
async function migrated(open: OpenDatabase) {
  const database = await closedAfterTest(open());
  await fillOld(database);
  const stores = createRelationalStores(database, identity);
  await stores.messageStore.prepare();
  return stores;
}

async function fillOld({ db, dialect }: RelationalDatabase): Promise<void> {
  const provider = { getMigrations: async () => migrationsOf(dialect.name) };
  const { error } = await new Migrator({ db, provider }).migrateTo('0003-views');
  if (error !== undefined) throw error;
  const { partitions, keyFingerprint } = identity;
  await sql`insert into store_identity values (1, ${partitions}, ${keyFingerprint})`.execute(db);
  await sql`insert into partitions values (0, 0), (1, 0), (${partition}, 2), (3, 0)`.execute(db);
  const places = [
    { userId: user, version: 1, offset: 1 },
    { userId: user, version: 2, offset: 1 },
    { userId: other, version: 1, offset: 2 },
  ];
  for (const [index, event] of [first, second, third].entries()) {
    const { userId, version, offset } = places[index] ?? { userId: '', version: 0, offset: 0 };
    const { actorId, correlationId, causationId, commandId } = event.metadata;
    await sql`
      insert into events values (
        ${userId}, ${version}, ${event.eventId}, ${event.type}, ${event.schema}, ${event.at},
        ${JSON.stringify(event.data)}, ${actorId}, ${correlationId}, ${causationId}, ${commandId},
        ${partition}, ${offset})`.execute(db);
  }
  await sql`insert into snapshots values (${user}, 2, 1, '{"email":"zoe@example.com"}')`.execute(db);
  await sql`insert into claims values ('the claim', ${user})`.execute(db);
  await sql`insert into feed_groups values ('users', ${partition}, '', 0, 1, 1)`.execute(db);
}
