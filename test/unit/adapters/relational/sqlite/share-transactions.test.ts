import { type Kysely, sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import type { RelationalDatabase } from '../../../../../src/adapters/relational/relational-database.ts';
import { openSqlite } from '../../../../../src/adapters/relational/sqlite/open-sqlite.ts';
import type { Tables } from '../../../../../src/adapters/relational/tables.ts';
import { closedAfterTest } from '../../../../support/opened.ts';

let database: RelationalDatabase;

beforeEach(async () => {
  database = await closedAfterTest(Promise.resolve(openSqlite(':memory:')));
  await sql`create table notes (text text unique)`.execute(database.db);
});

test('what is asked for in one turn is written in one transaction, each answered for itself', async () => {
  const counted = await Promise.all(
    ['one', 'two', 'three'].map((text) =>
      database.dialect.inOneWait(async (on) => {
        const before = await notesIn(on);
        await write(on, text);
        return before.length;
      }),
    ),
  );

  expect([counted, await notesIn(database.db)]).toEqual([
    [0, 1, 2],
    ['one', 'two', 'three'],
  ]);
});

test('what fails fails alone, and nothing of it is left', async () => {
  await write(database.db, 'there');
  const shared = ['one', 'there', 'two'].map((text) => database.dialect.inOneWait((on) => write(on, text)));

  const outcomes = await Promise.allSettled(shared);
  await database.dialect.inOneWait((on) => write(on, 'later'));

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await notesIn(database.db)).toEqual(['there', 'one', 'two', 'later']);
});

test('what SQLite rolls back part-way is done once by each for whom there is room', async () => {
  const { rows } = await sql<{ page_count: number }>`pragma page_count`.execute(database.db);
  await sql.raw(`pragma max_page_count = ${(rows[0]?.page_count ?? 0) + 1}`).execute(database.db);
  const large = 'x'.repeat(100_000);
  const shared = ['one', large, 'two'].map((text) => database.dialect.inOneWait((on) => write(on, text)));

  const outcomes = await Promise.allSettled(shared);

  expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(await notesIn(database.db)).toEqual(['one', 'two']);
});

test('what is asked for while a transaction commits goes into the next one', async () => {
  const first = database.dialect.inOneWait((on) => write(on, 'first'));
  const second = first.then(() => database.dialect.inOneWait((on) => write(on, 'second')));
  const third = database.dialect.inOneWait((on) => write(on, 'third'));

  await Promise.all([first, second, third]);

  expect(await notesIn(database.db)).toEqual(['first', 'third', 'second']);
});

async function write(on: Kysely<Tables>, text: string): Promise<void> {
  await sql`insert into notes (text) values (${text})`.execute(on);
}

async function notesIn(on: Kysely<Tables>): Promise<readonly string[]> {
  const { rows } = await sql<{ text: string }>`select text from notes order by rowid`.execute(on);
  return rows.map(({ text }) => text);
}
