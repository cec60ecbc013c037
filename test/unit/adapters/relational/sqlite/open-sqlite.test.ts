import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RelationalDatabase } from '../../../../../src/adapters/relational/relational-database.ts';
import { createRelationalStores } from '../../../../../src/adapters/relational/relational-stores.ts';
import { openSqlite } from '../../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import { Unavailable } from '../../../../../src/ports/errors.ts';
import { appendRequest } from '../../../../support/controls/append-request.ts';

const identity = { partitions: 4, keyFingerprint: 'the key' };

let folder: string;
let file: string;
let database: RelationalDatabase;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gatehouse-sqlite-'));
  file = join(folder, 'data', 'gatehouse.db');
  database = openSqlite(file);
});

afterEach(async () => {
  await database.close();
  rmSync(folder, { recursive: true });
});

test('writes through to the disk with every commit, in a folder for its owner alone', async () => {
  const { rows: synchronous } = await sql`pragma synchronous`.execute(database.db);
  const { rows: journal } = await sql`pragma journal_mode`.execute(database.db);
  const full = 2;

  expect([...synchronous, ...journal]).toEqual([{ synchronous: full }, { journal_mode: 'wal' }]);
  expect(statSync(join(folder, 'data')).mode & 0o777).toBe(0o700);
});

test('makes its files for their owner alone, in a folder that others may read', async () => {
  const shared = join(folder, 'shared');
  mkdirSync(shared, { mode: 0o755 });
  const other = openSqlite(join(shared, 'gatehouse.db'));
  await other.dialect.migrate();

  const modes = readdirSync(shared).map((name) => [name, statSync(join(shared, name)).mode & 0o777]);
  await other.close();

  expect(Object.fromEntries(modes)).toEqual({
    'gatehouse.db': 0o600,
    'gatehouse.db-shm': 0o600,
    'gatehouse.db-wal': 0o600,
  });
});

test('waits for what another process writes, and goes on working meanwhile', async () => {
  const { messageStore } = createRelationalStores(database, identity);
  await messageStore.prepare();
  const other = new DatabaseSync(file);
  other.exec('begin immediate');

  const appending = messageStore.append(appendRequest());
  for (let turn = 0; turn < 100; turn += 1) await nextTurn();
  other.exec('commit');
  other.close();

  expect(await appending).toMatchObject({ kind: 'appended', version: 1 });
});

test('works in memory', async () => {
  const memory = openSqlite(':memory:');
  const { messageStore } = createRelationalStores(memory, identity);

  await messageStore.prepare();

  expect(await messageStore.append(appendRequest())).toMatchObject({ kind: 'appended', version: 1 });
  await memory.close();
});

test('is unavailable once it is closed, and may be closed again', async () => {
  const { messageStore } = createRelationalStores(database, identity);
  await messageStore.prepare();

  await database.close();
  await database.close();

  await expect(messageStore.ping()).rejects.toThrow(Unavailable);
});

test('closes a database that was never used', async () => {
  await database.close();

  await expect(database.dialect.ping()).rejects.toThrow('not open');
});
