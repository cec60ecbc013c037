import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createRedisKeyRing } from '../../src/adapters/redis/redis-key-ring.ts';
import { createRedisSessionStore } from '../../src/adapters/redis/redis-session-store.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import { appended } from '../support/appends.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { held } from '../support/groups.ts';
import { namespace } from '../support/isolation.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';
import type { OwnServer } from '../support/servers/own-server.ts';
import { startRedis } from '../support/servers/redis.ts';
import { asStored, streamOf } from '../support/streams.ts';
import { waitFor } from '../support/wait-for.ts';

let server: OwnServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

describe('Redis that is away', () => {
  test('makes every call fail quickly, and the same clients work again when it is back', async () => {
    const { store, feeds } = await preparedWriteSide(openRedisWriteSide(server.url));
    const redis = connected(server.url);
    const [sessions, keyRing] = [createRedisSessionStore({ redis }), createRedisKeyRing({ redis })];
    await sessions.ping();
    const lease = await held(feeds, 0);
    const request = appendRequest({ userId: newUserId(1) });
    await store.append(request);
    const waiting = feeds.next([lease], 10, 20_000).catch((error: unknown) => error);

    await server.kill();

    const calls = [
      () => store.append(appendRequest()),
      () => store.head(request.userId),
      () => streamOf(store, request.userId),
      () => store.ping(),
      () => feeds.heads(),
      () => feeds.renew([lease], 60_000),
      () => feeds.next([lease], 10, 20_000),
      () => sessions.find('session', 0),
      () => keyRing.list(),
    ];
    const outcomes = await Promise.all(calls.map(outcomeOf));
    expect(outcomes).toEqual(calls.map(() => ({ error: expect.any(Unavailable), quickly: true })));
    expect(await waiting).toBeInstanceOf(Unavailable);

    server = await startRedis({ port: server.port, dataDir: server.dataDir });
    await waitFor(() => Promise.all([store.ping(), sessions.ping()]), { timeout: 5_000 });
    expect(await streamOf(store, request.userId)).toEqual(asStored(request));
    expect(await store.append(request)).toMatchObject({ kind: 'duplicate', version: 1 });
    const [entry] = await appended(store, 0, 1);
    expect(await waitFor(() => feeds.next([lease], 10, 1_000))).toContainEqual(entry);
  });

  test('lets a tail go on where it was', async () => {
    const { store, feeds } = await preparedWriteSide(openRedisWriteSide(server.url));
    const abort = new AbortController();
    onTestFinished(() => abort.abort());
    const tail = feeds.tail(await feeds.heads(), abort.signal)[Symbol.asyncIterator]();
    const before = await appended(store, 1, 1);
    expect(await tail.next()).toEqual({ done: false, value: before });
    const pending = tail.next();

    await server.kill();
    server = await startRedis({ port: server.port, dataDir: server.dataDir });
    await waitFor(() => store.ping(), { timeout: 5_000 });
    const after = await appended(store, 1, 1);

    expect(await pending).toEqual({ done: false, value: after });
  });

  test('makes calls fail also when it does not answer', async () => {
    const { store, feeds } = await preparedWriteSide(openRedisWriteSide(server.url));
    const request = appendRequest();
    await store.append(request);
    process.kill(server.pid, 'SIGSTOP');
    onTestFinished(() => void process.kill(server.pid, 'SIGCONT'));

    const outcomes = await Promise.all(
      [() => store.head(request.userId), () => feeds.heads()].map(outcomeOf),
    );

    expect(outcomes).toEqual(outcomes.map(() => ({ error: expect.any(Unavailable), quickly: true })));
    process.kill(server.pid, 'SIGCONT');
    expect(await waitFor(() => streamOf(store, request.userId))).toEqual(asStored(request));
  });

  test('keeps the password out of what is said about it', async () => {
    const guarded = await startRedis();
    onTestFinished(() => guarded.stop());
    await connected(guarded.url).config('SET', 'requirepass', 'correct horse');
    const heard: unknown[] = [];
    const url = guarded.url.replace('redis://', 'redis://:battery%20staple@');
    const redis = connectRedis(url, { onError: (error) => heard.push(error) });
    onTestFinished(() => redis.disconnect());

    const { error } = await outcomeOf(() => createRedisKeyRing({ redis }).prepare());

    expect(error).toBeInstanceOf(Unavailable);
    expect(heard).not.toEqual([]);
    expect(inspect([error, heard], { depth: 10 })).toContain('WRONGPASS');
    expect(inspect([error, heard], { depth: 10 })).not.toContain('staple');
  });
});

function connected(url: string) {
  const redis = connectRedis(url, { keyPrefix: `${namespace()}:`, onError: () => undefined });
  onTestFinished(() => redis.disconnect());
  return redis;
}

async function outcomeOf(call: () => Promise<unknown>): Promise<{ error: unknown; quickly: boolean }> {
  const start = performance.now();
  const error = await call().then(
    () => 'none',
    (reason: unknown) => reason,
  );
  return { error, quickly: performance.now() - start < 4_000 };
}
