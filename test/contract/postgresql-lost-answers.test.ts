import { afterEach, beforeEach, expect, inject, test } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import {
  createRelationalStores,
  type RelationalStores,
} from '../../src/adapters/relational/relational-stores.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import { beginning } from '../../src/ports/position.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { createDatabase, type FreshDatabase } from '../support/isolation.ts';
import { asStored, streamOf } from '../support/streams.ts';

/** What the server's answer to a COMMIT holds: the tag of a CommandComplete message. */
const committed = 'COMMIT\0';

let fresh: FreshDatabase;
let proxy: CuttingProxy;
let database: RelationalDatabase;
let stores: RelationalStores;

beforeEach(async () => {
  fresh = await createDatabase(inject('databaseUrl'));
  const url = new URL(fresh.url);
  proxy = await startCuttingProxy({ host: url.hostname, port: Number(url.port) });
  url.host = `127.0.0.1:${proxy.port}`;
  database = openPostgres(url.href, { onError: () => undefined });
  stores = createRelationalStores(database, { partitions: 4, keyFingerprint: 'the key' });
  await stores.messageStore.prepare();
});

afterEach(async () => {
  await database.close();
  await proxy.stop();
  await fresh.drop();
});

test('an append whose commit was answered to nobody is stored once, and told as stored', async () => {
  const { messageStore, feeds } = stores;
  const userId = newUserId(1);
  const request = appendRequest({ userId, events: newEvents(2), userKey: Uint8Array.of(1, 2, 3) });
  const answers = proxy.cutAt(committed, 1);

  const result = await messageStore.append(request);

  expect(answers()).toBe(1);
  expect(result).toEqual({ kind: 'duplicate', version: 2, position: { partition: 1, offset: '1-0' } });
  expect(await streamOf(messageStore, userId)).toEqual(asStored(request));
  expect(await feeds.read(1, beginning, 10)).toEqual([
    { partition: 1, offset: '1-0', userId, version: 2, count: 2 },
  ]);
});

test('of many appends at once none is lost or doubled when connections break at their commits', async () => {
  const { messageStore, feeds } = stores;
  const requests = Array.from({ length: 12 }, () => appendRequest({ userId: newUserId(2) }));
  const answers = proxy.cutAt(committed, 4);

  const results = await Promise.all(requests.map((request) => messageStore.append(request)));

  expect(answers()).toBe(4);
  expect(results.filter(({ kind }) => kind === 'duplicate')).toHaveLength(4);
  expect(results.filter(({ kind }) => kind === 'appended')).toHaveLength(8);
  const offsets = results.map((result) => ('position' in result ? result.position.offset : ''));
  const entries = await feeds.read(2, beginning, 100);
  expect(entries.map(({ offset }) => offset)).toEqual(requests.map((_, index) => `${index + 1}-0`));
  expect(new Map(entries.map(({ userId, offset }) => [userId, offset]))).toEqual(
    new Map(requests.map(({ userId }, index) => [userId, offsets[index] ?? ''])),
  );
});

test('a read that was cut off is answered by another connection', async () => {
  const { messageStore } = stores;
  const request = appendRequest();
  await messageStore.append(request);
  const [event] = request.events;
  const answers = proxy.cutAt(event?.eventId ?? '', 1);

  expect(await streamOf(messageStore, request.userId)).toEqual(asStored(request));

  expect(answers()).toBe(1);
});

test('a server that cuts every answer off is an outage within seconds', async () => {
  const { messageStore } = stores;
  const everything = '';
  proxy.cutAt(everything, Number.POSITIVE_INFINITY);
  const begun = performance.now();

  await expect(messageStore.append(appendRequest())).rejects.toThrow(Unavailable);

  expect(performance.now() - begun).toBeLessThan(10_000);
});
