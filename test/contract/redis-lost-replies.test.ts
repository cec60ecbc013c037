import { expect, inject, onTestFinished, test } from 'vitest';
import { Unavailable } from '../../src/ports/errors.ts';
import { appendRequest, someBytes } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { group, held } from '../support/groups.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';
import { asStored, streamOf } from '../support/streams.ts';
import { type WithRedis, withRedis } from '../support/with-redis.ts';

test('an append whose answer is cut off is applied once, and answers', async () => {
  const { proxy, store, feeds, direct } = await behindProxy();
  const userId = newUserId(0);
  const claims = { userKey: someBytes('a key'), claimKey: newClaimKey(userId) };
  const request = appendRequest({ userId, events: newEvents(3), ...claims });
  const answers = proxy.cutAt('appended', 1);

  const result = await store.append(request);

  expect(answers()).toBe(1);
  const [entry] = await feeds.read(0, '0-0', 10);
  expect(entry).toMatchObject({ userId, version: 3, count: 3 });
  expect(result).toEqual({
    kind: 'duplicate',
    version: 3,
    position: { partition: 0, offset: entry?.offset },
  });
  expect(await feeds.read(0, '0-0', 10)).toHaveLength(1);
  expect(await streamOf(direct.store, userId)).toEqual(asStored(request));
  expect(await direct.store.head(userId)).toEqual({
    version: 3,
    snapshot: { version: 3, ...request.snapshot },
    userKey: claims.userKey,
  });
  expect(await direct.store.ownerOf(claims.claimKey)).toBe(userId);
});

test('an append is known again although another one came between the cut and its return', async () => {
  const { proxy, store, direct } = await behindProxy();
  const request = appendRequest({ userId: newUserId(0) });
  const other = appendRequest({ userId: request.userId, expectedVersion: 1 });
  proxy.cutAt('appended', 1);

  const [result] = await Promise.all([store.append(request), appendNext(direct, other)]);

  expect(result).toMatchObject({ kind: 'duplicate', version: 1 });
  expect(await streamOf(direct.store, request.userId)).toEqual([...asStored(request), ...asStored(other)]);
});

test('many appends at once lose their connection, and each is applied once', async () => {
  const { proxy, store, direct } = await behindProxy();
  const requests = Array.from({ length: 40 }, () => appendRequest({ userId: newUserId(0) }));
  const answers = proxy.cutAt('appended', 1);

  const results = await Promise.all(requests.map((request) => store.append(request)));

  expect(answers()).toBe(1);
  expect(results.map((result) => 'version' in result && result.version)).toEqual(requests.map(() => 1));
  expect(await direct.redis.xlen(direct.keys.feed)).toBe(requests.length);
});

test('a stream is read to its end, each event once, when pages are cut off', async () => {
  const { proxy, store } = await behindProxy();
  const userId = newUserId(0);
  const requests = [0, 1, 2].map((index) =>
    appendRequest({ userId, expectedVersion: index * 250, events: newEvents(250) }),
  );
  for (const request of requests) await store.append(request);
  const answers = proxy.cutAt('LoginSucceeded', 1);

  expect(await streamOf(store, userId)).toEqual(requests.flatMap(asStored));
  expect(answers()).toBe(1);
});

test('a server that forgot its scripts is told them again, also while answers are cut off', async () => {
  const { proxy, store, direct } = await behindProxy();
  const userId = newUserId(0);
  await store.append(appendRequest({ userId }));
  await direct.redis.script('FLUSH');
  proxy.cutAt('NOSCRIPT', 1);

  expect(await store.append(appendRequest({ userId, expectedVersion: 1 }))).toMatchObject({ version: 2 });
  expect(await store.head(userId)).toMatchObject({ version: 2 });
  await direct.redis.script('FLUSH');
  expect(await store.head(userId)).toMatchObject({ version: 2 });
});

test('a user who is set aside by a call whose answer is cut off failed once', async () => {
  const { proxy, feeds, direct } = await behindProxy();
  const lease = await held(feeds, 0);
  const user = { userId: newUserId(0), version: 3, error: 'what was wrong', at: Date.now() };
  const answers = proxy.cutAt(':1\r\n', 1);

  await feeds.park(lease, user);

  expect(answers()).toBe(1);
  expect(await direct.feeds.parked(group, 0)).toEqual([
    { ...user, partition: 0, attempts: 1, isRetryAsked: false },
  ]);
});

test('an append whose answers are all cut off fails soon, and may be sent again', async () => {
  const { proxy, store, direct } = await behindProxy();
  const request = appendRequest({ userId: newUserId(0) });
  proxy.cutAt('', Number.POSITIVE_INFINITY);

  await expect(store.append(request)).rejects.toThrow(Unavailable);

  proxy.cutAt('', 0);
  expect(await store.append(request)).toMatchObject({ version: 1 });
  expect(await streamOf(direct.store, request.userId)).toEqual(asStored(request));
});

/** A write side behind a proxy, and one beside it. */
async function behindProxy() {
  const [url, name] = [new URL(inject('redisUrl')), namespace()];
  const proxy = await startedProxy(url);
  const direct = await withRedis(url.href, name);
  const behind = new URL(url);
  behind.host = `127.0.0.1:${proxy.port}`;
  const { store, feeds } = await preparedWriteSide(openRedisWriteSide(behind.href), { name });
  return { proxy, store, feeds, direct };
}

async function startedProxy({ hostname, port }: URL): Promise<CuttingProxy> {
  const proxy = await startCuttingProxy({ host: hostname, port: Number(port || '6379') });
  onTestFinished(() => proxy.stop());
  return proxy;
}

/** Appends as soon as what it expects is there. */
async function appendNext(
  { store }: WithRedis,
  request: Parameters<WithRedis['store']['append']>[0],
): Promise<void> {
  for (let kind = ''; kind !== 'appended'; ) ({ kind } = await store.append(request));
}
