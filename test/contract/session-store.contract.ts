import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import type { SessionStore } from '../../src/ports/session-store.ts';
import { newRefreshToken, newSession, newTrade, refreshTokens } from '../support/controls/new-session.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenSessionStore, prepared, withSession } from '../support/session-stores.ts';
import { counting } from './session-store-counting.ts';
import { ending } from './session-store-ending.ts';
import { modelled } from './session-store-model.ts';
import { trading } from './session-store-trading.ts';

/** What every session store has to do. Call it once for each adapter. */
export function sessionStoreContract(name: string, open: OpenSessionStore): void {
  describe(`the session store on ${name}`, () => {
    describe('creates', () => creating(open));
    describe('counts', () => counting(open));
    describe('finds', () => finding(open));
    describe('lists', () => listing(open));
    describe('trades', () => trading(open));
    describe('ends', () => ending(open));
    describe('in any order of steps', () => modelled(open));
  });
}

function creating(open: OpenSessionStore): void {
  test('a session once, however often and by how many at once', async () => {
    const { sessions, session, first } = await withSession(open);
    const { id, userId, createdAt, expiresAt } = session;
    const later = { ...session, createdAt: createdAt + 5, expiresAt: expiresAt + 5, userAgent: 'another' };

    await Promise.all(Array.from({ length: 10 }, () => sessions.create(later, first)));

    expect(await sessions.find(id, createdAt)).toEqual(session);
    expect(await sessions.findByRefreshToken(first, createdAt)).toEqual(session);
    expect(await sessions.list(userId, createdAt)).toEqual([session]);
    expect(await sessions.find(id, expiresAt)).toBeNull();
  });

  test('a new session once for many at once', async () => {
    const sessions = await prepared(open);
    const session = newSession();
    const first = newRefreshToken(session);

    await Promise.all(Array.from({ length: 10 }, () => sessions.create(session, first)));

    expect(await sessions.list(session.userId, session.createdAt)).toEqual([session]);
    expect(await sessions.findByRefreshToken(first, session.createdAt)).toEqual(session);
  });

  test('no session anew that goes on with another refresh token by now', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.createdAt + 1);
    await sessions.trade(trade);

    await sessions.create(session, first);

    const used = { ...session, lastUsedAt: trade.now, expiresAt: trade.expiresAt };
    expect(await sessions.find(session.id, trade.now)).toEqual(used);
    expect(await sessions.findByRefreshToken(first, trade.now)).toBeNull();
    expect(await sessions.findByRefreshToken(trade.successor, trade.now)).toEqual(used);
  });
}

function finding(open: OpenSessionStore): void {
  test('a session as it was created, whatever its client calls itself', async () => {
    const sessions = await prepared(open);
    const created = [
      newSession(),
      newSession({ ipAddress: null, userAgent: null }),
      newSession({ ipAddress: '2001:db8::1', userAgent: 'two words "and" \\ a\nline 🙂 \u0001 ended' }),
      newSession({ userAgent: '' }),
    ];
    for (const session of created) await sessions.create(session, newRefreshToken(session));

    const found = await Promise.all(created.map(({ id, createdAt }) => sessions.find(id, createdAt)));
    expect(found).toEqual(created);
  });

  test('no session that was never created', async () => {
    const sessions = await prepared(open);

    expect(await sessions.find(randomUUID(), Date.now())).toBeNull();
    expect(await sessions.list(newUserId(), Date.now())).toEqual([]);
  });

  test('a session up to its end, and not from then on', async () => {
    const { sessions, session } = await withSession(open);
    const { id, userId, expiresAt } = session;

    expect(await sessions.find(id, expiresAt - 1)).toEqual(session);
    expect(await sessions.list(userId, expiresAt - 1)).toEqual([session]);
    expect(await sessions.areLive([id], expiresAt - 1)).toEqual([true]);
    expect(await sessions.find(id, expiresAt)).toBeNull();
    expect(await sessions.list(userId, expiresAt)).toEqual([]);
    expect(await sessions.areLive([id], expiresAt)).toEqual([false]);
  });

  test('a session by its present refresh token alone, and leaves the token as it is', async () => {
    const { sessions, session, first } = await withSession(open);
    const { createdAt: now, expiresAt } = session;

    expect(await sessions.findByRefreshToken(first, now)).toEqual(session);
    expect(await sessions.findByRefreshToken(first, expiresAt - 1)).toEqual(session);
    expect(await sessions.findByRefreshToken(first, expiresAt)).toBeNull();
    expect(await sessions.findByRefreshToken(newRefreshToken(session), now)).toBeNull();
    expect(await sessions.findByRefreshToken(refreshTokens.successorOf(first), now)).toBeNull();
    expect(await sessions.trade(newTrade(first, now))).toMatchObject({ kind: 'rotated' });
  });

  test('which of many sessions are live, in their order', async () => {
    const { sessions, session } = await withSession(open);
    const [other, ended] = [newSession(), newSession()];
    for (const more of [other, ended]) await sessions.create(more, newRefreshToken(more));
    await sessions.end(ended.id, Date.now() + 60_000);
    const strangers = Array.from({ length: 1_200 }, () => randomUUID());

    const asked = [ended.id, other.id, ...strangers, session.id, session.id];

    expect(await sessions.areLive(asked, Date.now())).toEqual([
      false,
      true,
      ...strangers.map(() => false),
      true,
      true,
    ]);
    expect(await sessions.areLive([], Date.now())).toEqual([]);
  });

  test('its server', async () => {
    const sessions = await prepared(open);

    await sessions.ping();
  });
}

function listing(open: OpenSessionStore): void {
  test('a user’s sessions, the youngest first, without the sessions of others', async () => {
    const sessions = await prepared(open);
    const userId = newUserId();
    const start = Date.now();
    const [middle, youngest, oldest, twin] = [
      newSession({ userId, createdAt: start + 5 }),
      newSession({ userId, createdAt: start + 20 }),
      newSession({ userId, createdAt: start }),
      newSession({ userId, createdAt: start + 5 }),
    ];
    for (const session of [middle, youngest, oldest, twin, newSession()]) await create(sessions, session);

    const twins = [middle, twin].sort((a, b) => (a.id < b.id ? 1 : -1));
    expect(await sessions.list(userId, start + 30)).toEqual([youngest, ...twins, oldest]);
  });

  test('a session once that two runs of one command created', async () => {
    const sessions = await prepared(open);
    const session = newSession();
    const first = newRefreshToken(session);
    await sessions.create(session, first);
    await sessions.create({ ...session, createdAt: session.createdAt + 7 }, first);

    expect(await sessions.list(session.userId, session.createdAt)).toEqual([session]);
    await sessions.end(session.id, session.endsAt);
    expect(await sessions.list(session.userId, session.createdAt)).toEqual([]);
  });

  test('a session for as long as it is used', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.expiresAt - 1);
    await sessions.trade(trade);

    const used = { ...session, lastUsedAt: trade.now, expiresAt: trade.expiresAt };
    expect(await sessions.list(session.userId, session.expiresAt + 1)).toEqual([used]);
    expect(await sessions.list(session.userId, trade.expiresAt)).toEqual([]);
  });
}

function create(sessions: SessionStore, session: ReturnType<typeof newSession>): Promise<number> {
  return sessions.create(session, newRefreshToken(session));
}
