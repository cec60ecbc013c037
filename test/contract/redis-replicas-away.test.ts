import { expect, onTestFinished, test } from 'vitest';
import { createRedisKeyRing } from '../../src/adapters/redis/redis-key-ring.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import { appendRequest } from '../support/controls/append-request.ts';
import { newClaimKey, newUserId } from '../support/controls/new-user-id.ts';
import { openRedisWriteSide } from '../support/open-redis.ts';
import { preparedWriteSide } from '../support/opened.ts';
import { startRedis } from '../support/servers/redis.ts';
import { waitFor } from '../support/wait-for.ts';
import { withRedis } from '../support/with-redis.ts';

test('appends that no replica confirms leave nothing behind that happens when their callers are gone', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { store } = await preparedWriteSide(openRedisWriteSide(server.url, { replicas: 1 }));
  const { redis } = await withRedis(server.url);
  const appends = Array.from({ length: 30 }, () => store.append(appendRequest({ userId: newUserId(0) })));

  const results = await Promise.allSettled(appends);

  const reasons = results.map((result) => result.status === 'rejected' && result.reason);
  expect(reasons).toEqual(appends.map(() => expect.any(Unavailable)));
  await waitFor(async () => expect(await redis.info('clients')).toContain('blocked_clients:0'), {
    timeout: 5_000,
  });
});

test('neither a new signing key nor the removal of one succeeds before a replica has it', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { redis } = await withRedis(server.url);
  const keys = { redis, confirmation: { replicas: 1, redis } };
  const keyRing = createRedisKeyRing(keys);
  const key = { id: 'a key', algorithm: 'ES256', sealed: 'sealed', createdAt: 1, activeFrom: 1 } as const;

  const results = await Promise.allSettled([keyRing.add(key, null), keyRing.remove(['another key'])]);

  const reasons = results.map((result) => result.status === 'rejected' && result.reason);
  expect(reasons).toEqual([expect.any(Unavailable), expect.any(Unavailable)]);
});

test('no change of a claim succeeds before a replica has it', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { store } = await preparedWriteSide(openRedisWriteSide(server.url, { replicas: 1 }));
  const claim = { userId: newUserId(0), givenAt: null };

  const change = store.changeClaim(newClaimKey(claim.userId), null, claim);

  await expect(change).rejects.toThrow(Unavailable);
});

test('a change of a claim that was made before is written again, for the replicas that did not confirm it', async () => {
  const server = await startRedis();
  onTestFinished(() => server.stop());
  const { store, redis } = await withRedis(server.url);
  const claim = { userId: newUserId(0), givenAt: null };
  const claimKey = newClaimKey(claim.userId);
  const writes = async () => /rdb_changes_since_last_save:(\d+)/.exec(await redis.info('persistence'))?.[1];

  for (const [present, next] of [
    [null, claim],
    [claim, null],
  ] as const) {
    await store.changeClaim(claimKey, present, next);
    const before = Number(await writes());
    expect(await store.changeClaim(claimKey, present, next)).toBe(true);
    expect(Number(await writes())).toBeGreaterThan(before);
  }
});
