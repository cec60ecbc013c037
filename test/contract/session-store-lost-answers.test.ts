import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import { createRelationalSessionStore } from '../../src/adapters/relational/sessions/relational-session-store.ts';
import { Unavailable } from '../../src/ports/errors.ts';
import type { SessionStore } from '../../src/ports/session-store.ts';
import { newTrade } from '../support/controls/new-session.ts';
import { type CuttingProxy, startCuttingProxy } from '../support/cutting-proxy.ts';
import { createDatabase, type FreshDatabase } from '../support/isolation.ts';
import { openRedisSessionStore } from '../support/open-redis.ts';
import { withSession } from '../support/session-stores.ts';

interface Server {
  readonly name: string;
  readonly url: () => string;
  readonly port: string;
  readonly open: (url: string) => Promise<{ readonly sessions: SessionStore; close(): Promise<void> }>;
  /** What answers of a trade, and of an end, hold. */
  readonly answers: { readonly trade: string; readonly end: string };
}

let database: FreshDatabase;

beforeAll(async () => {
  database = await createDatabase(inject('databaseUrl'));
});

afterAll(() => database.drop());

const servers: readonly Server[] = [
  {
    name: 'Redis',
    url: () => inject('redisUrl'),
    port: '6379',
    open: (url) => openRedisSessionStore(url)(),
    answers: { trade: 'rotated', end: '192.0.2.7' },
  },
  {
    name: 'PostgreSQL',
    url: () => database.url,
    port: '5432',
    open: async (url) => {
      const opened = openPostgres(url, { onError: () => undefined });
      return { sessions: createRelationalSessionStore(opened), close: opened.close };
    },
    answers: { trade: 'UPDATE 1\0', end: 'INSERT 0 1\0' },
  },
];

describe.each(servers)('on $name', ({ url, port, open, answers }) => {
  async function behindProxy() {
    const behind = new URL(url());
    const proxy = await startedProxy({ host: behind.hostname, port: Number(behind.port || port) });
    behind.host = `127.0.0.1:${proxy.port}`;
    return { proxy, ...(await withSession(() => open(behind.href))) };
  }

  test('a trade whose answer is cut off is done once, and tells its successor all the same', async () => {
    const { proxy, sessions, session, first } = await behindProxy();
    const trade = newTrade(first, session.createdAt, { grace: 0 });
    const cut = proxy.cutAt(answers.trade, 1);

    const traded = await sessions.trade(trade);

    expect(cut()).toBe(1);
    const used = { ...session, lastUsedAt: trade.now, expiresAt: trade.expiresAt };
    expect(traded).toEqual({ kind: 'repeated', session: used });
    expect(await sessions.findByRefreshToken(trade.successor, trade.now)).toEqual(used);
  });

  test('a trade whose answers are all cut off fails, and can be made again', async () => {
    const { proxy, sessions, session, first } = await behindProxy();
    const trade = newTrade(first, session.createdAt, { grace: 0 });
    proxy.cutAt('', Number.POSITIVE_INFINITY);

    await expect(sessions.trade(trade)).rejects.toBeInstanceOf(Unavailable);

    proxy.cutAt('', 0);
    expect(['rotated', 'repeated']).toContain((await sessions.trade(trade)).kind);
    expect(await sessions.findByRefreshToken(trade.successor, trade.now)).toMatchObject({ id: session.id });
  });

  test('a session whose end is answered to nobody has ended', async () => {
    const { proxy, sessions, session, first } = await behindProxy();
    const cut = proxy.cutAt(answers.end, 1);

    await sessions.end(session.id, session.endsAt);

    expect(cut()).toBe(1);
    await sessions.create(session, first);
    expect(await sessions.areLive([session.id], session.createdAt)).toEqual([false]);
    expect(await sessions.list(session.userId, session.createdAt)).toEqual([]);
  });
});

async function startedProxy(target: { host: string; port: number }): Promise<CuttingProxy> {
  const proxy = await startCuttingProxy(target);
  onTestFinished(() => proxy.stop());
  return proxy;
}
