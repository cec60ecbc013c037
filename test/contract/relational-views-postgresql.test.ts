import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { generateUserDocuments, userDocument } from '../support/controls/user-document.ts';
import { createDatabase } from '../support/isolation.ts';
import { waitFor } from '../support/wait-for.ts';

test('a login leaves the terms of the user untouched, a new name does not', async () => {
  const { userView, database } = await ownStores();
  const user = userDocument();
  await userView.write([user]);
  const written = await termsOf(database);

  await userView.write([{ ...user, version: 5, loginCount: 4, lastLoginAt: Date.UTC(2026, 5, 1) }]);
  expect(await termsOf(database)).toEqual(written);

  await userView.write([{ ...user, version: 6, displayName: 'Ann' }]);
  expect(await termsOf(database)).not.toEqual(written);
});

test('a build is published behind a long read, which holds nobody up for long', async () => {
  const { userView, userBuilds, database } = await ownStores();
  const users = generateUserDocuments(50);
  await userView.write(users);
  const build = await userBuilds.begin();
  await build.write(users);

  const { publishing } = await database.db.transaction().execute(async (reading) => {
    await sql`select 1 from view_users limit 1`.execute(reading);
    const publishing = build.publish();
    // It has begun to wait for the read, and has given way at least once.
    const attempts = new Set<string>();
    await waitFor(async () => {
      const { rows } = await waitingForTable.execute(database.db);
      for (const { attempt } of rows) attempts.add(attempt);
      expect(attempts.size).toBeGreaterThan(1);
    });
    const begunAt = performance.now();
    expect(await userView.get(users.map(({ id }) => id))).toEqual(users);
    expect(performance.now() - begunAt).toBeLessThan(5_000);
    expect((await userBuilds.current()).index).not.toBe(build.index);
    return { publishing };
  });

  await publishing;
  expect((await userBuilds.current()).index).toBe(build.index);
  expect(await userView.get(users.map(({ id }) => id))).toEqual(users);
});

test('who is written while being removed is either there with the terms, or neither is', async () => {
  const { userView, database } = await ownStores();
  const [other, user] = generateUserDocuments(2);
  if (!other || !user) throw new Error('There are two.');
  await userView.write([other, user]);
  await userView.remove([user.id]);

  const { removing } = await database.db.transaction().execute(async (writing) => {
    // Keeps the removal from its last step until this is committed.
    await sql`lock table view_users in share mode`.execute(writing);
    await sql`
      insert into view_users
      select (jsonb_populate_record(view_users, jsonb_build_object('id', ${user.id}::text))).* from view_users`.execute(
      writing,
    );
    await sql`insert into view_users_words select ${user.id}, words, terms from view_users_words`.execute(
      writing,
    );
    const removing = userView.remove([user.id]);
    await Promise.race([removing, waitFor(() => expectSomebodyWaits(database))]);
    return { removing };
  });
  await removing;

  const stored = await userView.get([user.id]);
  const { rows } = await sql<{ id: string }>`select id from view_users_words order by id`.execute(
    database.db,
  );
  const isThere = stored[0] !== null;
  expect(rows.map(({ id }) => id)).toEqual([other.id, ...(isThere ? [user.id] : [])].sort());
});

async function expectSomebodyWaits({ db }: RelationalDatabase): Promise<void> {
  const { rows } = await sql`
    select 1 from pg_locks where mode = 'RowExclusiveLock' and not granted`.execute(db);
  expect(rows.length).toBeGreaterThan(0);
}

/** Transactions that wait to have a table for themselves. */
const waitingForTable = sql<{ attempt: string }>`
  select virtualtransaction as attempt from pg_locks
  where mode = 'AccessExclusiveLock' and not granted and locktype = 'relation'`;

/** Where the row of the only user stands in the table of terms, and by which transaction. */
async function termsOf({ db }: RelationalDatabase): Promise<unknown> {
  const { rows } = await sql`select ctid::text, xmin::text, xmax::text from view_users_words`.execute(db);
  return rows;
}

async function ownStores() {
  const fresh = await createDatabase(inject('databaseUrl'));
  onTestFinished(fresh.drop);
  const database = openPostgres(fresh.url, { onError: () => undefined });
  onTestFinished(database.close);
  const stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key' });
  await stores.userView.prepare();
  return { ...stores, database };
}
