import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../src/adapters/relational/relational-stores.ts';
import { generateUserDocuments } from '../support/controls/user-document.ts';
import { closedAfterTest } from '../support/opened.ts';
import { relationalDatabases } from '../support/relational-databases.ts';
import { settledTables, viewTablesOf } from '../support/view-tables.ts';

const identity = { partitions: 4, keyFingerprint: 'the key' };
const users = generateUserDocuments(3_000);

describe.each(relationalDatabases())('what a rebuild on $name leaves behind', ({ open }) => {
  test('is removed although others write all the time', async () => {
    const name = crypto.randomUUID();
    const database = await closedAfterTest(open(name));
    const { userView, userBuilds } = createRelationalStores(database, identity);
    await userView.prepare();
    await userView.write(users);
    writeAllTheTime(await closedAfterTest(open(name)));

    const build = await userBuilds.begin();
    await build.write(users);
    await build.publish();

    expect(await viewTablesOf(database)).toEqual(settledTables);
    expect(await sql`select * from view_builds`.execute(database.db)).toMatchObject({ rows: [] });
  });
});

/** On SQLite nobody else can write meanwhile but for half of the time. */
function writeAllTheTime({ dialect }: RelationalDatabase): void {
  let isOver = false;
  const writing = (async () => {
    while (!isOver) {
      await dialect.views.transact(() => pause(3)).catch(() => undefined);
      await pause(3);
    }
  })();
  onTestFinished(() => {
    isOver = true;
    return writing;
  });
}
