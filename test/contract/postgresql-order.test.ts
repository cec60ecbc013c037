import { Client } from 'pg';
import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import {
  createRelationalStores,
  type RelationalStores,
} from '../../src/adapters/relational/relational-stores.ts';
import type { FeedEntry } from '../../src/ports/feeds.ts';
import type { AppendRequest } from '../../src/ports/message-store.ts';
import { beginning } from '../../src/ports/position.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { createDatabase, type FreshDatabase } from '../support/isolation.ts';
import { waitFor } from '../support/wait-for.ts';

const gate = 42;

let fresh: FreshDatabase;
let admin: Client;
let database: RelationalDatabase;
let stores: RelationalStores;

beforeEach(async () => {
  fresh = await createDatabase(inject('databaseUrl'));
  admin = new Client({ connectionString: fresh.url });
  await admin.connect();
  database = openPostgres(fresh.url, { onError: () => undefined });
  stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key' });
  await stores.messageStore.prepare();
});

afterEach(async () => {
  await database.close();
  await admin.end();
  await fresh.drop();
});

test('no later offset becomes visible before that of an append which is still held open', async () => {
  const { messageStore, feeds } = stores;
  const [slow, later, elsewhere] = [0, 0, 1].map((partition) =>
    appendRequest({ userId: newUserId(partition) }),
  ) as [AppendRequest, AppendRequest, AppendRequest];
  await closeGateFor(slow);
  const seen: FeedEntry[] = [];
  const abort = new AbortController();
  const tailing = collect(seen, abort.signal);

  const slowResult = messageStore.append(slow);
  await untilWaiting('advisory');
  const laterResult = messageStore.append(later);
  await untilWaiting('transactionid');
  await messageStore.append(elsewhere);
  await waitFor(() => expect(seen).toEqual([entry(elsewhere, 1, '1-0')]));

  expect(await feeds.read(0, beginning, 10)).toEqual([]);
  expect(await feeds.heads()).toEqual(['0-0', '1-0', '0-0', '0-0']);
  await admin.query('select pg_advisory_unlock($1)', [gate]);
  const position = (offset: string) => ({ kind: 'appended', version: 1, position: { partition: 0, offset } });
  expect(await Promise.all([slowResult, laterResult])).toEqual([position('1-0'), position('2-0')]);
  const inOrder = [entry(slow, 0, '1-0'), entry(later, 0, '2-0')];
  expect(await feeds.read(0, beginning, 10)).toEqual(inOrder);
  await waitFor(() => expect(seen).toEqual([entry(elsewhere, 1, '1-0'), ...inOrder]));
  abort.abort();
  await tailing;
});

test('no reader skips an append, however long several writers of its partition hold theirs open', async () => {
  const users = Array.from({ length: 4 }, () => newUserId(0));
  const length = 8;
  await delayStatementsAndCommits();
  const seen: FeedEntry[] = [];
  const polled: FeedEntry[] = [];
  const abort = new AbortController();
  const reading = [collect(seen, abort.signal), poll(polled, abort.signal), disturb(abort.signal)];

  await Promise.all(users.map((userId) => appendOneByOne(userId, length)));
  const all = users.length * length;
  await waitFor(() => expect([seen.length, polled.length]).toEqual([all, all]), { timeout: 10_000 });
  abort.abort();
  await Promise.all(reading);

  const stored = await stores.feeds.read(0, beginning, 2 * all);
  expect(stored.map(({ offset }) => offset)).toEqual(stored.map((_, index) => `${index + 1}-0`));
  expect([seen, polled]).toEqual([stored, stored]);
  const versions = Array.from({ length }, (_, index) => index + 1);
  for (const userId of users) {
    expect(seen.filter((one) => one.userId === userId).map(({ version }) => version)).toEqual(versions);
  }
}, 60_000);

test('offsets stay dense when appends conflict or fail half-way', async () => {
  const { messageStore, feeds } = stores;
  const first = appendRequest({ userId: newUserId(0) });
  await messageStore.append(first);
  const [event] = first.events;
  const reused = appendRequest({ userId: newUserId(0), ...(event === undefined ? {} : { events: [event] }) });

  await messageStore.append({ ...appendRequest(), userId: first.userId, expectedVersion: 7 });
  await expect(messageStore.append(reused)).rejects.toThrow('events_event_id_key');
  const next = appendRequest({ userId: newUserId(0) });
  await messageStore.append(next);

  expect(await feeds.read(0, beginning, 10)).toEqual([entry(first, 0, '1-0'), entry(next, 0, '2-0')]);
});

/** Makes an append of this user wait in the middle of its transaction, for as long as `admin` wants. */
async function closeGateFor({ userId }: AppendRequest): Promise<void> {
  await admin.query('select pg_advisory_lock($1)', [gate]);
  await admin.query(`
    create function wait_at_gate() returns trigger language plpgsql as $$
    begin perform pg_advisory_xact_lock(${gate}); return new; end $$`);
  await admin.query(`
    create trigger wait_at_gate before insert on events for each row
    when (new.user_id = '${userId}') execute function wait_at_gate()`);
}

/** Makes every append take its time, in the middle of its transaction and at its commit. */
async function delayStatementsAndCommits(): Promise<void> {
  await admin.query(`
    create function dawdle() returns trigger language plpgsql as $$
    begin perform pg_sleep(random() * 0.02); return new; end $$`);
  await admin.query(`
    create trigger dawdle before insert on events for each row execute function dawdle()`);
  await admin.query(`
    create constraint trigger dawdle_at_commit after insert on events deferrable initially deferred
    for each row execute function dawdle()`);
}

/** Holds the lock of the partition now and then, as a truncation does. */
async function disturb(signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await admin.query('begin');
    await admin.query('update partitions set last_offset = last_offset where partition = 0');
    await admin.query('select pg_sleep(random() * 0.02)');
    await admin.query(Math.random() < 0.5 ? 'commit' : 'rollback');
    await admin.query('select pg_sleep(random() * 0.02)');
  }
}

async function appendOneByOne(userId: string, length: number): Promise<void> {
  for (let expectedVersion = 0; expectedVersion < length; expectedVersion += 1) {
    const result = await stores.messageStore.append(appendRequest({ userId, expectedVersion }));
    expect(result).toMatchObject({ kind: 'appended', version: expectedVersion + 1 });
  }
}

/** Reads on from the last entry, again and again. */
async function poll(polled: FeedEntry[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    polled.push(...(await stores.feeds.read(0, polled.at(-1)?.offset ?? beginning, 3)));
  }
}

async function untilWaiting(event: string): Promise<void> {
  await waitFor(async () => {
    const { rows } = await admin.query('select 1 from pg_stat_activity where wait_event = $1', [event]);
    expect(rows).toHaveLength(1);
  });
}

async function collect(seen: FeedEntry[], signal: AbortSignal): Promise<void> {
  const start = [beginning, beginning, beginning, beginning];
  for await (const entries of stores.feeds.tail(start, signal)) seen.push(...entries);
}

function entry({ userId }: AppendRequest, partition: number, offset: string): FeedEntry {
  return { partition, offset, userId, version: 1, count: 1 };
}
