import { randomUUID } from 'node:crypto';
import { encode } from '@msgpack/msgpack';
import { describe, expect, inject, test } from 'vitest';
import { identityKey } from '../../src/adapters/redis/keys.ts';
import { StoreMismatch, TruncationRefused, UnreadableEvent } from '../../src/ports/errors.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newEvents } from '../support/controls/new-event.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { namespace } from '../support/isolation.ts';
import { asStored, streamOf } from '../support/streams.ts';
import { withRedis } from '../support/with-redis.ts';

const url = inject('redisUrl');

const eventId = encode(Buffer.alloc(16));

describe('an entry', () => {
  test.each([
    ['with another field', 'x', 'y'],
    ['that is no MessagePack', 'e', Buffer.of(0xc1)],
    ['that ends too early', 'e', Buffer.concat([eventId, Buffer.of(0x9a, 0x01)])],
    ['without anything but an id', 'e', Buffer.from(eventId)],
    ['with something other than a list', 'e', Buffer.concat([eventId, encode('text')])],
    ['with a list of another shape', 'e', Buffer.concat([eventId, encode([1, 2, 3])])],
  ])('%s is an event that cannot be read', async (_, field, value) => {
    const { store, redis, keys } = await withRedis(url);
    const userId = newUserId(0);
    await store.append(appendRequest({ userId, events: newEvents(2) }));
    await redis.xadd(keys.stream(userId), '3-0', field, value);

    const reading = streamOf(store, userId);

    await expect(reading).rejects.toThrow(UnreadableEvent);
    await expect(reading).rejects.toThrow(`Event 3 of user ${userId} cannot be read.`);
  });

  test('whose id is no version is an event that cannot be read', async () => {
    const { store, redis, keys } = await withRedis(url);
    const request = appendRequest({ userId: newUserId(0) });
    await store.append(request);
    const [[, fields] = []] = await redis.xrangeBuffer(keys.stream(request.userId), '-', '+');
    await redis.xadd(keys.stream(request.userId), '1-7', ...(fields ?? []));

    const reading = streamOf(store, request.userId);

    await expect(reading).rejects.toThrow(UnreadableEvent);
    await expect(reading).rejects.toThrow(`Event 1-7 of user ${request.userId}`);
  });
});

describe('a snapshot that cannot be read', () => {
  test.each([
    ['text', '{"version":'],
    ['nothing', ''],
    ['commands that are not there', Buffer.of(8, 0, 0, 0, 1, 7)],
    [
      'a state that is no MessagePack',
      Buffer.concat([Buffer.of(1, 0, 0, 0, 1), Buffer.alloc(17), Buffer.of(0xc1)]),
    ],
  ])('counts as none: %s', async (_, snapshot) => {
    const { store, redis, keys } = await withRedis(url);
    const request = appendRequest({ userId: newUserId(0) });
    const next = appendRequest({ userId: request.userId, expectedVersion: 1 });
    await store.append(request);
    await redis.set(keys.snapshot(request.userId), snapshot);

    expect(await store.head(request.userId)).toEqual({ version: 1, snapshot: null, userKey: null });

    expect(await store.append(request)).toMatchObject({ kind: 'duplicate', version: 1 });
    expect(await store.append(next)).toMatchObject({ kind: 'appended', version: 2 });
    expect(await store.append({ ...next, expectedVersion: 2 })).toMatchObject({
      kind: 'duplicate',
      version: 2,
    });
    expect(await store.head(request.userId)).toMatchObject({ version: 2, snapshot: { version: 2 } });
  });

  test.each([
    ['is missing', null],
    ['is something else', 'text that is long enough to hold a version somewhere in it'],
    ['is behind', Buffer.concat([Buffer.of(1, 0, 0, 0, 2), Buffer.alloc(17), encode([1, Buffer.alloc(3)])])],
  ])('keeps events from being removed that only the stream holds: it %s', async (_, snapshot) => {
    const { store, redis, keys } = await withRedis(url);
    const request = appendRequest({ userId: newUserId(0), events: newEvents(5) });
    await store.append(request);
    if (snapshot === null) await redis.del(keys.snapshot(request.userId));
    else await redis.set(keys.snapshot(request.userId), snapshot);

    await expect(store.truncate(request.userId, 5)).rejects.toThrow(TruncationRefused);

    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
  });
});

test('an append finds the feed’s end also when every entry was trimmed', async () => {
  const { store, redis, keys } = await withRedis(url);
  const request = appendRequest({ userId: newUserId(0) });
  const first = await store.append(request);
  await redis.xtrim(keys.feed, 'MAXLEN', 0);

  expect(await store.append(request)).toEqual({ ...first, kind: 'duplicate' });
});

test('a user who was parked before anybody could ask for a retry is still read', async () => {
  const { feeds, redis, keys } = await withRedis(url);
  const userId = newUserId(0);
  await redis.hset(keys.parked('users'), userId, '5 2 1760000000123 what was\nwrong 7');
  const parked = {
    partition: 0,
    userId,
    version: 5,
    attempts: 2,
    error: 'what was\nwrong 7',
    at: 1_760_000_000_123,
  };

  expect(await feeds.parked('users', 0)).toEqual([{ ...parked, isRetryAsked: false }]);
  expect(await feeds.askRetry('users', 0, userId)).toBe(true);
  expect(await feeds.parked('users', 0)).toEqual([{ ...parked, isRetryAsked: true }]);
});

test('a prefix may hold what patterns are made of', async () => {
  const names = ['a*b', 'a?b', '[ab]', 'a\\b', 'axb', 'a', '{tag}'];
  const sides = await Promise.all(names.map((name) => withRedis(url, `${namespace()}${name}`)));
  const ids = names.map(() => newUserId(0));
  await Promise.all(sides.map(({ store }, i) => store.append(appendRequest({ userId: ids[i] ?? '' }))));

  const found = await Promise.all(sides.map(({ store }) => Array.fromAsync(store.users(0))));

  expect(found).toEqual(ids.map((id) => [id]));
});

test('a store of an earlier format is refused in words that say what to do', async () => {
  const { store, redis } = await withRedis(url);
  await redis.hset(identityKey, 'format', '1');

  await expect(store.prepare()).rejects.toThrow(StoreMismatch);
  await expect(store.prepare()).rejects.toThrow(/format 1, .* format 2 only: .* another REDIS_KEY_PREFIX/);
});

test('ids that are no UUIDs of users are refused before anything is stored', async () => {
  const { store } = await withRedis(url);
  const userId = `0000000${randomUUID().slice(7).toUpperCase()}`;

  await expect(store.append(appendRequest({ userId }))).rejects.toThrow(TypeError);
});
