import { expect, inject, onTestFinished, test } from 'vitest';
import { FeedTrimmed, Unavailable } from '../../src/ports/errors.ts';
import { appended } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { group, held } from '../support/groups.ts';
import { startRedis } from '../support/servers/redis.ts';
import { acknowledged, later } from '../support/trimming.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

test('an entry whose delivery got lost is given first', async () => {
  const { store, feeds, redis, keys } = await withRedis(inject('redisUrl'));
  const lease = await held(feeds, 0);
  const entries = await appended(store, 0, 3);
  expect(await feeds.next([lease], 1, 1_000)).toEqual(entries.slice(0, 1));

  await redis.xreadgroup('GROUP', group, 'owner', 'COUNT', 1, 'STREAMS', keys.feed, '>');

  expect(await feeds.next([lease], 10, 1_000)).toEqual(entries.slice(1, 2));
  expect(await feeds.next([lease], 10, 1_000)).toEqual(entries.slice(2));
});

test('a group that was removed misses nothing silently when it comes back behind a trimmed feed', async () => {
  const { store, feeds, redis, keys } = await withRedis(inject('redisUrl'));
  const entries = await appended(store, 0, 3);
  await acknowledged(feeds, group, entries.slice(0, 1));
  await redis.xgroup('DESTROY', keys.feed, group);

  expect(await feeds.next([await held(feeds, 0)], 10, 1_000)).toEqual(entries.slice(1));

  await redis.xgroup('DESTROY', keys.feed, group);
  await acknowledged(feeds, 'events', entries.slice(0, 2));
  await feeds.trim(0, ['events'], later);
  const lease = await held(feeds, 0);
  await expect(feeds.next([lease], 10, 10)).rejects.toThrow(FeedTrimmed);
});

test('users are all found behind a feed that was trimmed since others were listed', async () => {
  const { store, feeds } = await withRedis(inject('redisUrl'));
  await appended(store, 1, 1);
  await Array.fromAsync(store.users(1));
  const entries = await appended(store, 0, 3);
  await acknowledged(feeds, group, entries);
  await feeds.trim(0, [group], later);

  const users = await Array.fromAsync(store.users(0));

  expect(users.toSorted()).toEqual(entries.map(({ userId }) => userId).sort());
});

test('connections that the server cuts off lose no entry', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { store, feeds, redis } = await withRedis(server.url);
  const lease = await held(feeds, 0);
  const waiting = feeds.next([lease], 10, 20_000).catch((error: unknown) => error);
  await waitFor(async () => expect(await redis.info('clients')).toContain('blocked_clients:1'));

  await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes');
  expect(await waiting).toBeInstanceOf(Unavailable);
  await waitFor(() => store.ping());

  const entries = await appended(store, 0, 2);
  expect(await feeds.next([lease], 10, 5_000)).toEqual(entries);
});

test('a server that forgot the scripts is told them again', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { store, redis } = await withRedis(server.url);
  await redis.script('FLUSH');

  expect(await store.append(appendRequest())).toMatchObject({ kind: 'appended', version: 1 });
});

test('a server without memory refuses an append as a whole', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { store, redis } = await withRedis(server.url);
  const userId = newUserId();
  const request = appendRequest({ userId, claimKey: newClaimKey(userId) });
  await redis.config('SET', 'maxmemory', '1');

  await expect(store.append(request)).rejects.toThrow(Unavailable);

  expect(await store.ownerOf(request.claimKey ?? '')).toBeNull();
  expect(await store.head(userId)).toEqual({ version: 0, snapshot: null, userKey: null });
  await redis.config('SET', 'maxmemory', '0');
  expect(await store.append(request)).toMatchObject({ kind: 'appended', version: 1 });
});
