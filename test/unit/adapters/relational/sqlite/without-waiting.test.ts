import { type Kysely, sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import type { RelationalDatabase } from '../../../../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { Tables } from '../../../../../src/adapters/relational/tables.ts';
import { userDocument } from '../../../../support/controls/user-document.ts';
import { closedAfterTest } from '../../../../support/opened.ts';

const [normal, full] = [1, 2];
const identity = { partitions: 4, keyFingerprint: 'the key' };

let database: RelationalDatabase;

beforeEach(async () => {
  database = await closedAfterTest(Promise.resolve(openSqlite(':memory:')));
});

test('commits wait for the disk again after work that need not, whether it fails or not', async () => {
  const { withoutWaiting } = database.dialect;
  const failing = withoutWaiting(() => Promise.reject(new Error('The work failed.')));

  await expect(failing).rejects.toThrow('The work failed.');
  const during = await withoutWaiting(synchronousOn);

  expect([during, await synchronousOn(database.db)]).toEqual([normal, full]);
});

test('commits of others wait for the disk meanwhile', async () => {
  const { promise: end, resolve: finish } = Promise.withResolvers<void>();
  const during = database.dialect.withoutWaiting(() => end);
  const others = synchronousOn(database.db);
  finish();

  await during;
  expect(await others).toBe(full);
});

test('a view waits for the disk unless the log that it follows is in the same database', async () => {
  const waited: boolean[] = [];
  for (const hasLog of [true, false]) {
    let isWaiting = true;
    const { userView } = createRelationalStores(
      observed(() => {
        isWaiting = false;
      }),
      { ...identity, hasLog },
    );
    await userView.prepare();
    await userView.write([userDocument()]);
    waited.push(isWaiting);
  }

  expect(waited).toEqual([false, true]);
});

/** The database, which tells when it is asked for work that need not wait. */
function observed(notice: () => void): RelationalDatabase {
  const { dialect } = database;
  return {
    ...database,
    dialect: {
      ...dialect,
      withoutWaiting: (work) => {
        notice();
        return dialect.withoutWaiting(work);
      },
    },
  };
}

async function synchronousOn(db: Kysely<Tables>): Promise<number | undefined> {
  const { rows } = await sql<{ synchronous: number }>`pragma synchronous`.execute(db);
  return rows[0]?.synchronous;
}
