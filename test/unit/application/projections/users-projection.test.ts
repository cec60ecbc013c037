import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { createRelationalStores } from '../../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { createUsersProjection } from '../../../../src/application/projections/users-projection.ts';
import type { UserId } from '../../../../src/ports/message-store.ts';
import { createVerifiable } from '../../../support/verifications.ts';

/** A user with some events, each of an append of its own. */
async function openWithUser(events: number) {
  const database = openSqlite(':memory:');
  onTestFinished(() => database.close());
  const stores = createRelationalStores(database, { partitions: 1, keyFingerprint: 'a key' });
  await stores.messageStore.prepare();
  const log = createVerifiable(stores);
  const userId = await log.registered();
  for (let version = 2; version <= events; version += 1) await log.appended(userId);
  const folded: UserId[] = [];
  const projection = createUsersProjection({
    view: stores.userView,
    builds: stores.userBuilds,
    async *fold(userIds) {
      folded.push(...userIds);
      yield* log.users.fold(userIds);
    },
  });
  const entries = () => stores.feeds.read(0, '0-0', 100);
  const versionInView = async () => (await stores.userView.get([userId]))[0]?.version;
  return { ...log, database, userId, folded, projection, entries, versionInView };
}

test('folds a user once for all entries of a backlog, however they are delivered', async () => {
  const { projection, entries, folded, userId, versionInView } = await openWithUser(4);
  const [first, second, third, last] = await entries();
  if (!first || !second || !third || !last) throw new Error('Four entries were appended.');

  for (const delivery of [[first], [second, third], [last]]) {
    expect(await projection.apply(delivery)).toEqual([]);
    expect(await versionInView()).toBe(4);
  }

  expect(folded).toEqual([userId]);
});

test('writes what comes after the log was put back from a backup, and the view mended, meanwhile', async () => {
  const { projection, entries, database, userId, userView, users, appended, versionInView } =
    await openWithUser(3);
  await projection.apply(await entries());
  await sql`delete from events where version = 3`.execute(database.db);
  await sql`update streams set version = 2`.execute(database.db);
  await userView.remove([userId]);
  for await (const { documents } of users.fold([userId])) await userView.write(documents);
  expect(await versionInView()).toBe(2);
  await appended(userId);

  expect(await projection.apply((await entries()).slice(-1))).toEqual([]);

  expect(await versionInView()).toBe(3);
});
