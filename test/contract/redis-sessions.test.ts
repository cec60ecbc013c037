import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { connectRedis } from '../../src/adapters/redis/connect.ts';
import { createRedisSessionStore } from '../../src/adapters/redis/redis-session-store.ts';
import { mapBounded } from '../../src/application/bounded-map.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import type { Session, SessionStore } from '../../src/ports/session-store.ts';
import { newRefreshToken, newSession, newTrade } from '../support/controls/new-session.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import type { OwnServer } from '../support/servers/own-server.ts';
import { startRedis } from '../support/servers/redis.ts';
import { waitFor } from '../support/wait-for.ts';

let server: OwnServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.stop());

const day = 24 * 3_600_000;
const browser =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36';

function opened(keyPrefix = `${randomUUID()}:`) {
  const redis = connectRedis(server.url, { keyPrefix, onError: () => undefined });
  onTestFinished(() => redis.disconnect());
  return { redis, sessions: createRedisSessionStore({ redis }), keyPrefix };
}

async function create(sessions: SessionStore, overrides: Partial<Session> = {}) {
  const session = newSession({ userAgent: browser, ...overrides });
  const first = newRefreshToken(session);
  await sessions.create(session, first);
  return { session, first };
}

test('what was ended or traded stays so when the server is killed and started again', async () => {
  const { sessions } = opened();
  const [ended, traded] = [await create(sessions), await create(sessions)];
  const trade = newTrade(traded.first, Date.now(), { grace: 0 });
  await sessions.end(ended.session.id, Date.now() + day);
  await sessions.trade(trade);

  await server.kill();
  server = await startRedis({ port: server.port, dataDir: server.dataDir });
  await waitFor(() => sessions.ping());

  const now = Date.now() + 1_000;
  await sessions.create(ended.session, ended.first);
  expect(await sessions.areLive([ended.session.id, traded.session.id], now)).toEqual([false, true]);
  expect(await sessions.trade(newTrade(ended.first, now))).toEqual({ kind: 'unknown' });
  expect((await sessions.trade({ ...trade, now })).kind).toBe('reused');
  expect((await sessions.trade(newTrade(trade.successor, now))).kind).toBe('rotated');
});

test('an end that finds no memory is refused loudly, and the session is told to go on', async () => {
  const { redis, sessions } = opened();
  const { session } = await create(sessions);
  await redis.config('SET', 'maxmemory', '1');
  onTestFinished(() => void redis.config('SET', 'maxmemory', '0'));

  await expect(sessions.end(session.id, session.endsAt)).rejects.toBeInstanceOf(Unavailable);
  expect(await sessions.areLive([session.id], session.createdAt)).toEqual([true]);

  await redis.config('SET', 'maxmemory', '0');
  await sessions.end(session.id, session.endsAt);
  expect(await sessions.areLive([session.id], session.createdAt)).toEqual([false]);
});

test('a session lies in one slot, without anything for its tokens, and is forgotten by itself', async () => {
  const { redis, sessions, keyPrefix } = opened();
  const { session, first } = await create(sessions);
  await sessions.trade(newTrade(first, session.createdAt, { expiresAt: session.endsAt }));

  const keys = (await redis.keys(`${keyPrefix}*`)).map((key) => key.slice(keyPrefix.length));
  expect(keys.sort()).toEqual([`sid:{${session.id}}`, `sids:{${session.userId}}`]);
  const expiries = await Promise.all(keys.map((key) => redis.pexpiretime(key)));
  expect(expiries).toEqual([session.endsAt, session.endsAt]);
  await sessions.end(session.id, session.endsAt + 5);
  expect(await redis.pexpiretime(`sid:{${session.id}}`)).toBe(session.endsAt + 5);
});

test('a list loses what has ended or expired, and keeps what may be about to be created', async () => {
  const { redis, sessions } = opened();
  const [userId, now] = [newUserId(), Date.now()];
  const { session: kept } = await create(sessions, { userId, createdAt: now });
  const { session: expired } = await create(sessions, { userId, createdAt: now - 2 * 3_600_000 });
  await redis.del(`sid:{${expired.id}}`);
  const ending = newSession({ userId, createdAt: now });
  const beginning = newSession({ userId, createdAt: now });
  // As a crash leaves them between the steps.
  for (const { id, endsAt } of [ending, beginning]) {
    await redis.zadd(`sids:{${userId}}`, String(endsAt), `${now} ${id}`);
  }
  await sessions.end(ending.id, now + day);

  expect(await sessions.list(userId, now)).toEqual([kept]);

  const listed = await redis.zrange(`sids:{${userId}}`, '0', '-1');
  expect(listed.sort()).toEqual([`${now} ${kept.id}`, `${now} ${beginning.id}`].sort());
});

test('a session takes less than 800 bytes of a browser’s user, and one that was ended less than 260', async () => {
  const { redis, sessions } = opened('m:');
  const used = async () => Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1]);
  const count = 1_000;
  const before = await used();
  const created = await mapBounded(Array.from({ length: count }), () => create(sessions));
  const full = await used();
  await mapBounded(created, ({ session }) => sessions.end(session.id, Date.now() + day));
  const ended = await used();

  expect((full - before) / count).toBeLessThan(800);
  expect((ended - before) / count).toBeLessThan(260);
});
