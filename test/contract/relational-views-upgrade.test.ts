import { sql } from 'kysely';
import { Migrator } from 'kysely/migration';
import { describe, expect, test } from 'vitest';
import { createRelationalDiagnosis } from '../../src/adapters/relational/diagnosis/relational-diagnosis.ts';
import { viewProblems } from '../../src/adapters/relational/diagnosis/view-problems.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { migrationsOf } from '../../src/adapters/relational/schema/migrations.ts';
import { fineAt, problemAt } from '../../src/ports/diagnosis.ts';
import type { UserDocument, UserQuery, UserView } from '../../src/ports/user-view.ts';
import { eventDocument } from '../support/controls/event-document.ts';
import { userDocument } from '../support/controls/user-document.ts';
import { findingsOf } from '../support/diagnosis.ts';
import { closedAfterTest } from '../support/opened.ts';
import { type OpenDatabase, relationalDatabases } from '../support/relational-databases.ts';
import { settledTables, viewTablesOf } from '../support/view-tables.ts';

const zoe = userDocument({ id: '00000000-0000-4000-8000-000000000001' });
const lukasz = userDocument({
  id: '00000000-0000-4000-8000-000000000002',
  email: 'lukasz@example.com',
  displayName: 'Łukasz Groß',
});
const old = [zoe, lukasz];
const newcomer = userDocument({
  id: '00000000-0000-4000-8000-000000000003',
  email: 'soren@example.com',
  displayName: 'Søren Weiß',
});
const event = eventDocument();

describe.each(relationalDatabases())('views on $name from before they could be rebuilt', ({ open }) => {
  test('stay in their shape, and are read and written as before', async () => {
    const { userView, eventView, userBuilds, eventBuilds } = await upgraded(open);

    expect(await userBuilds.current()).toEqual({ index: 'view_users', shape: 1, latestShape: 2 });
    expect(await eventBuilds.current()).toEqual({ index: 'view_events', shape: 1, latestShape: 1 });
    expect(await userView.get([zoe.id, lukasz.id])).toEqual(old);
    expect(await eventView.get([event.id])).toEqual([event]);
    const renamed = { ...zoe, displayName: 'Zoë Weiß', version: zoe.version + 1 };
    await userView.write([renamed, newcomer, { ...lukasz, displayName: null }]);
    expect(await Array.fromAsync(userView.scan())).toEqual([[renamed, lukasz, newcomer]]);
    await userView.overwrite([{ ...lukasz, displayName: 'Łucja' }]);
    expect(await foundBy(userView, 'łucja')).toEqual([lukasz.id]);
    await userView.remove([zoe.id]);
    expect(await foundBy(userView, 'weiß')).toEqual([newcomer.id]);
  });

  test.each([
    ['zoë mull', [zoe.id]],
    ['Łukasz', [lukasz.id]],
    ['groß lukasz@example.com', [lukasz.id]],
    ['łuk', [lukasz.id]],
    ['example', [zoe.id, lukasz.id, newcomer.id]],
    ['SØREN weiß', [newcomer.id]],
    ['mulelr', []],
  ])('find by the words that stand there, also new ones: %s', async (search, ids) => {
    const { userView } = await upgraded(open);
    await userView.write([newcomer]);

    expect(await foundBy(userView, search)).toEqual(ids);
    expect(await foundBy(userView, search, 'similar')).toEqual(ids);
  });

  test('get the new shape by a rebuild, and keep what other connections write and read', async () => {
    const name = crypto.randomUUID();
    const { userView, userBuilds, database } = await upgraded(open, name);
    const other = createRelationalStores(await closedAfterTest(open(name)), identity);
    expect(await foundBy(other.userView, 'zoe')).toEqual([zoe.id]);

    const build = await userBuilds.begin();
    await other.userView.write([newcomer]);
    await build.write(old);
    expect(await foundBy(other.userView, 'zoe')).toEqual([zoe.id]);
    await build.publish();

    expect(await other.userBuilds.current()).toEqual({ index: build.index, shape: 2, latestShape: 2 });
    for (const view of [userView, other.userView]) {
      expect(await view.get([zoe.id, lukasz.id, newcomer.id])).toEqual([...old, newcomer]);
      expect(await foundBy(view, 'zoe')).toEqual([zoe.id]);
      expect(await foundBy(view, 'lukasz gros')).toEqual([lukasz.id]);
      expect(await foundBy(view, 'mulelr')).toEqual([]);
      expect(await foundBy(view, 'mulelr', 'similar')).toEqual([zoe.id]);
    }
    await other.userView.write([{ ...zoe, displayName: 'Ann', version: zoe.version + 1 }]);
    expect(await foundBy(userView, 'ann')).toEqual([zoe.id]);
    expect(await viewTablesOf(database)).toEqual(settledTables);
  });

  test('are due for a rebuild, as the doctor says', async () => {
    const { database, userBuilds } = await upgraded(open);
    const diagnosis = createRelationalDiagnosis(database, 'the store');
    const server = expect.stringContaining('the store');

    const before = await findingsOf(diagnosis);
    expect(before['shape of the view of users']).toEqual(
      problemAt(server, viewProblems.oldUsers, '1, and the latest is 2'),
    );
    expect(before['shape of the view of events']).toEqual(fineAt(server, viewProblems.oldEvents.check, '1'));

    const build = await userBuilds.begin();
    expect((await findingsOf(diagnosis))['rebuilds']).toEqual(
      problemAt(server, viewProblems.unpublished, 'users'),
    );

    await build.publish();
    const after = await findingsOf(diagnosis);
    expect(after['shape of the view of users']).toEqual(fineAt(server, viewProblems.oldUsers.check, '2'));
    expect(after['rebuilds']).toEqual(fineAt(server, 'rebuilds', 'none'));
  });
});

const identity = { partitions: 4, keyFingerprint: 'the key' };

/** A store as the first six migrations left it, with something in its views, brought up to date. */
async function upgraded(open: OpenDatabase, name?: string) {
  const database = await closedAfterTest(open(name));
  await fillOld(database);
  const stores = createRelationalStores(database, identity);
  await stores.userView.prepare();
  return { ...stores, database };
}

async function fillOld({ db, dialect }: RelationalDatabase): Promise<void> {
  const provider = { getMigrations: async () => migrationsOf(dialect.name) };
  const { error } = await new Migrator({ db, provider }).migrateTo('0006-idempotency');
  if (error !== undefined) throw error;
  await insertUser(db, zoe, 'zoe muller example com');
  await insertUser(db, lukasz, 'lukasz example com łukasz groß');
  const { id, type, userId, version, at } = event;
  await sql`
    insert into view_events (id, type, user_id, version, at, login_outcome, document_json)
    values (${id}, ${type}, ${userId}, ${version}, ${at}, null, ${JSON.stringify(event)})`.execute(db);
}

async function insertUser(db: RelationalDatabase['db'], user: UserDocument, words: string): Promise<void> {
  await sql`
    insert into view_users (
      id, version, email, email_verified, status, roles_json, registered_at, last_login_at, login_count, words,
      document_json)
    values (
      ${user.id}, ${user.version}, ${user.email}, 1, ${user.status}, ${JSON.stringify(user.roles)},
      ${user.registeredAt}, ${user.lastLoginAt}, ${user.loginCount}, ${words}, ${JSON.stringify(user)})`.execute(
    db,
  );
}

async function foundBy(
  view: UserView,
  search: string,
  spelling: NonNullable<UserQuery['spelling']> = 'exact',
): Promise<readonly string[]> {
  const page = { direction: 'forward', count: 10, cursor: null } as const;
  const { items } = await view.search({ search, spelling, filter: {}, order: [], page });
  return items.map(({ item }) => item.id);
}
