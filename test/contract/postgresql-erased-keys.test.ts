import { sql } from 'kysely';
import { expect, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { startPostgres } from '../support/servers/postgres.ts';
import { waitFor } from '../support/wait-for.ts';

test('the server vacuums the keys once a single one of many is destroyed', async () => {
  const server = await startPostgres({ settings: { autovacuum_naptime: '1s' } });
  onTestFinished(() => server.stop());
  const database = openPostgres(server.url, { onError: () => undefined });
  onTestFinished(database.close);
  const { messageStore } = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key' });
  await messageStore.prepare();
  const users = Array.from({ length: 100 }, () => appendRequest({ userKey: someBytes('a key') }));
  for (const request of users) await messageStore.append(request);
  const vacuums = async () => {
    const { rows } = await sql<{ count: string }>`
      select autovacuum_count as count from pg_stat_user_tables where relname = 'user_keys'`.execute(
      database.db,
    );
    return Number(rows[0]?.count);
  };
  const before = await vacuums();
  const userId = users[0]?.userId ?? '';

  await messageStore.append(appendRequest({ userId, expectedVersion: 1, destroysKey: true }));

  await waitFor(async () => expect(await vacuums()).toBeGreaterThan(before), { timeout: 60_000 });
}, 90_000);
