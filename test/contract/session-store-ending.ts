import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newRefreshToken, newSession, newTrade } from '../support/controls/new-session.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenSessionStore, prepared, withSession } from '../support/session-stores.ts';

/** How a session is ended before its time. */
export function ending(open: OpenSessionStore): void {
  test('a session for everything that is asked of it, once or more often', async () => {
    const sessions = await prepared(open);
    const userId = newUserId();
    const [gone, kept] = [newSession({ userId }), newSession({ userId })];
    const first = newRefreshToken(gone);
    await sessions.create(gone, first);
    await sessions.create(kept, newRefreshToken(kept));
    const now = gone.createdAt;

    await sessions.end(gone.id, now + 60_000);
    await sessions.end(gone.id, now + 60_000);

    expect(await sessions.find(gone.id, now)).toBeNull();
    expect(await sessions.findByRefreshToken(first, now)).toBeNull();
    expect(await sessions.trade(newTrade(first, now))).toEqual({ kind: 'unknown' });
    expect(await sessions.areLive([gone.id, kept.id], now)).toEqual([false, true]);
    expect(await sessions.list(userId, now)).toEqual([kept]);
  });

  test('a session for good, though it is created again', async () => {
    const { sessions, session, first } = await withSession(open);
    const now = session.createdAt;
    await sessions.end(session.id, session.endsAt);

    await sessions.create(session, first);

    expect(await sessions.find(session.id, now)).toBeNull();
    expect(await sessions.list(session.userId, now)).toEqual([]);
    expect(await sessions.areLive([session.id], now)).toEqual([false]);
    expect(await sessions.trade(newTrade(first, now))).toEqual({ kind: 'unknown' });
  });

  test('a session that is not there yet, so that it never will be', async () => {
    const sessions = await prepared(open);
    const session = newSession();

    await sessions.end(session.id, session.endsAt);
    await sessions.create(session, newRefreshToken(session));

    expect(await sessions.find(session.id, session.createdAt)).toBeNull();
    expect(await sessions.list(session.userId, session.createdAt)).toEqual([]);
  });

  test('a session also while it is traded and created by many', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.createdAt);

    await Promise.all([
      ...Array.from({ length: 10 }, () => sessions.trade(trade)),
      sessions.end(session.id, session.endsAt),
      ...Array.from({ length: 10 }, () => sessions.create(session, first)),
      ...Array.from({ length: 10 }, () => sessions.trade(trade)),
    ]);

    expect(await sessions.find(session.id, session.createdAt)).toBeNull();
    expect(await sessions.list(session.userId, session.createdAt)).toEqual([]);
  });

  test('a session for as long as the longest time that was asked for', async () => {
    const { sessions, session, first } = await withSession(open);
    const now = Date.now();
    await sessions.end(session.id, now + 3_600_000);
    await sessions.end(session.id, now + 1);
    // What is over by then is cleared away with a session that is created later.
    const later = newSession({ createdAt: now + 60_000 });
    await sessions.create(later, newRefreshToken(later));

    await sessions.create({ ...session, createdAt: now + 60_000 }, first);

    expect(await sessions.find(session.id, now)).toBeNull();
  });

  test('nothing else', async () => {
    const { sessions, session } = await withSession(open);

    await sessions.end(randomUUID(), Date.now() + 60_000);

    expect(await sessions.find(session.id, session.createdAt)).toEqual(session);
  });
}
