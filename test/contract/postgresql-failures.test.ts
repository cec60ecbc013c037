import { inspect } from 'node:util';
import { type ControlledTransaction, sql } from 'kysely';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createGuard } from '../../src/adapters/relational/guard.ts';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import {
  createRelationalStores,
  type RelationalStores,
} from '../../src/adapters/relational/relational-stores.ts';
import type { Tables } from '../../src/adapters/relational/tables.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import type { FeedEntry, FeedVector } from '../../src/ports/feeds.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import type { OwnServer } from '../support/servers/own-server.ts';
import { startPostgres } from '../support/servers/postgres.ts';
import { waitFor } from '../support/wait-for.ts';

const password = 'correct-horse-battery';

let server: OwnServer;
let database: RelationalDatabase;
let stores: RelationalStores;
let broken: Error[];

beforeEach(async () => {
  broken = [];
  server = await startPostgres();
  const url = server.url.replace('postgres@', `postgres:${password}@`);
  database = openPostgres(url, { onError: (error) => broken.push(error) });
  stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key' });
  await stores.messageStore.prepare();
});

afterEach(async () => {
  await database.close();
  await server.stop();
});

test('a killed server makes calls fail as unavailable, and all goes on when it is back', async () => {
  const { messageStore, feeds } = stores;
  const userId = newUserId(0);
  const seen: FeedEntry[] = [];
  const abort = new AbortController();
  const tailing = collect(await feeds.heads(), seen, abort.signal);
  await messageStore.append(appendRequest({ userId }));
  await waitFor(() => expect(seen).toHaveLength(1));

  const stuck = await appendThatWaits(userId);
  await server.kill();

  const failures = await Promise.all([
    ...stuck,
    failureOf(messageStore.append(appendRequest({ userId, expectedVersion: 1 }))),
    failureOf(messageStore.ping()),
    failureOf(stores.sessions.ping()),
    failureOf(stores.userView.get([userId])),
    failureOf(feeds.heads()),
  ]);
  expect(failures.map(({ name }) => name)).toEqual(failures.map(() => 'Unavailable'));
  expect(broken.length).toBeGreaterThan(0);
  expect(inspect([failures, broken], { depth: 12, showHidden: true })).not.toContain(password);

  const { port, dataDir } = server;
  server = await startPostgres({ port, dataDir });
  await waitFor(() => messageStore.ping(), { timeout: 10_000 });
  const again = await messageStore.append(appendRequest({ userId, expectedVersion: 1 }));
  expect(again).toMatchObject({ kind: 'appended', version: 2 });
  await waitFor(() => expect(seen.map(({ version }) => version)).toEqual([1, 2]), { timeout: 10_000 });
  abort.abort();
  await tailing;
});

test.each([
  ['an address nobody listens at', `postgres://gatehouse:${password}@127.0.0.1:1/gatehouse`],
  ['a name that does not resolve', `postgres://gatehouse:${password}@gatehouse.invalid/gatehouse`],
  ['a database that is not there', () => `${server.url.replace('postgres@', `postgres:${password}@`)}-no`],
])('tells %s as unavailable, without the password', async (_, url) => {
  const unreachable = openPostgres(typeof url === 'string' ? url : url(), { onError: () => undefined });
  const { messageStore } = createRelationalStores(unreachable, { partitions: 4, keyFingerprint: 'k' });

  const failure = await failureOf(messageStore.prepare());

  expect(failure).toBeInstanceOf(Unavailable);
  expect(inspect(failure, { depth: 12, showHidden: true })).not.toContain(password);
  await unreachable.close();
});

test('an address that cannot be read is refused without the password', () => {
  const open = (): unknown =>
    openPostgres(`postgres://gatehouse:${password}@host:port/`, { onError: () => undefined });

  expect(open).toThrow('The URL of the PostgreSQL database cannot be read.');
  try {
    open();
  } catch (error) {
    expect(inspect(error, { depth: 12, showHidden: true })).not.toContain(password);
  }
});

/** The failures of an append in the middle of its transaction, and of the one that it waits for. */
async function appendThatWaits(userId: string): Promise<readonly Promise<Error>[]> {
  const other = await database.db.startTransaction().execute();
  await other.updateTable('partitions').set({ last_offset: 9 }).where('partition', '=', 0).execute();
  const failure = failureOf(stores.messageStore.append(appendRequest({ userId, expectedVersion: 1 })));
  await waitFor(async () => {
    const { rows } = await sql`select 1 from pg_locks where not granted`.execute(other);
    expect(rows).toHaveLength(1);
  });
  return [failure, endOf(other)];
}

/** How a transaction that nobody commits fails. */
async function endOf(transaction: ControlledTransaction<Tables>): Promise<Error> {
  await waitFor(() => expect(broken.length).toBeGreaterThan(0));
  return failureOf(
    createGuard('message store', database.dialect.classify)(() => transaction.rollback().execute()),
  );
}

async function failureOf(work: Promise<unknown>): Promise<Error> {
  return work.then(
    () => new Error('It did not fail.'),
    (error) => error,
  );
}

async function collect(start: FeedVector, seen: FeedEntry[], signal: AbortSignal): Promise<void> {
  for await (const entries of stores.feeds.tail(start, signal)) seen.push(...entries);
}
