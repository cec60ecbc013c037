import { sql } from 'kysely';
import { expect, inject, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { createDatabase } from '../support/isolation.ts';
import { waitFor } from '../support/wait-for.ts';

/** What Kysely's migrator locks. */
const migrationLock = sql`select pg_advisory_xact_lock(3853314791062309107)`;

test('a migration waits for another one for longer than any request may take', async () => {
  const fresh = await createDatabase(inject('databaseUrl'));
  onTestFinished(fresh.drop);
  const hurried = new URL(fresh.url);
  hurried.searchParams.set('statement_timeout', '300');
  const other = openPostgres(fresh.url, { onError: () => undefined });
  onTestFinished(other.close);
  const database = openPostgres(hurried.href, { onError: () => undefined });
  onTestFinished(database.close);
  const { messageStore } = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key' });
  const waiting = sql`
    select 1 from pg_stat_activity
    where wait_event = 'advisory' and datname = current_database()
      and query_start < clock_timestamp() - interval '600 ms'`;

  const { preparing } = await other.db.transaction().execute(async (migration) => {
    await migrationLock.execute(migration);
    const preparing = Promise.allSettled([messageStore.prepare()]);
    await waitFor(async () => expect((await waiting.execute(other.db)).rows).toHaveLength(1), {
      timeout: 5_000,
    });
    return { preparing };
  });
  expect(await preparing).toEqual([{ status: 'fulfilled', value: undefined }]);
  expect(await messageStore.head('nobody')).toEqual({ version: 0, snapshot: null, userKey: null });
});
