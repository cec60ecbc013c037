import { expect, test } from 'vitest';
import { newRefreshToken, newSession, newTrade, refreshTokens } from '../support/controls/new-session.ts';
import { type OpenSessionStore, prepared, withSession } from '../support/session-stores.ts';

const unknown = { kind: 'unknown' };

/** How a refresh token is traded for its successor. */
export function trading(open: OpenSessionStore): void {
  test('a refresh token, which marks the session as used and makes it last longer', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.createdAt + 1_000);
    const used = { ...session, lastUsedAt: trade.now, expiresAt: trade.expiresAt };

    expect(await sessions.trade(trade)).toEqual({ kind: 'rotated', session: used });

    expect(await sessions.find(session.id, session.expiresAt)).toEqual(used);
    expect(await sessions.list(session.userId, trade.now)).toEqual([used]);
    expect(await sessions.findByRefreshToken(first, trade.now)).toBeNull();
    expect(await sessions.findByRefreshToken(trade.successor, trade.now)).toEqual(used);
  });

  test('no session beyond when it ends at the latest, however much it is used', async () => {
    const { sessions, session, first } = await withSession(open);
    const { id, createdAt, endsAt } = session;

    await sessions.trade(newTrade(first, createdAt, { expiresAt: endsAt + 1 }));

    expect(await sessions.find(id, endsAt - 1)).toEqual({ ...session, expiresAt: endsAt });
    expect(await sessions.find(id, endsAt)).toBeNull();
    expect(await sessions.trade(newTrade(refreshTokens.successorOf(first), endsAt))).toEqual(unknown);
  });

  test('the same token again within the grace, with the same successor and without a change', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.createdAt + 5, { grace: 100 });
    const { session: used } = { session: { ...session, lastUsedAt: trade.now, expiresAt: trade.expiresAt } };
    await sessions.trade(trade);

    for (const now of [trade.now, trade.now + 100, trade.now - 1]) {
      const again = await sessions.trade({ ...trade, now, expiresAt: now + 7_200_000 });
      expect(again).toEqual({ kind: 'repeated', session: used });
    }
    expect(await sessions.findByRefreshToken(trade.successor, trade.now)).toEqual(used);
  });

  test('no token again after the grace, nor one whose successor was used: it tells that it is reused', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.createdAt, { grace: 100 });
    await sessions.trade(trade);

    const late = await sessions.trade({ ...trade, now: trade.now + 101 });
    const second = newTrade(trade.successor, trade.now + 1);
    await sessions.trade(second);
    const overtaken = await sessions.trade(trade);

    expect([late.kind, overtaken.kind]).toEqual(['reused', 'reused']);
    const used = { ...session, lastUsedAt: second.now, expiresAt: second.expiresAt };
    expect(overtaken).toEqual({ kind: 'reused', session: used });
    expect(await sessions.findByRefreshToken(second.successor, second.now)).toEqual(used);
  });

  test('no token of a later generation than the session is at, as after the return of a backup', async () => {
    const { sessions, session, first } = await withSession(open);
    const second = refreshTokens.successorOf(first);
    const now = session.createdAt;

    expect(await sessions.trade(newTrade(second, now))).toEqual(unknown);
    expect(await sessions.trade(newTrade(refreshTokens.successorOf(second), now))).toEqual(unknown);
    expect(await sessions.findByRefreshToken(first, now)).toEqual(session);
  });

  test('no token of this generation that is another one', async () => {
    const { sessions, session } = await withSession(open);

    expect(await sessions.trade(newTrade(newRefreshToken(session), session.createdAt))).toEqual(unknown);
    expect(await sessions.find(session.id, session.createdAt)).toEqual(session);
  });

  test('no token of a session that there is not, or that is past its time', async () => {
    const { sessions, session, first } = await withSession(open);

    expect(await sessions.trade(newTrade(newRefreshToken(newSession()), session.createdAt))).toEqual(unknown);
    expect(await sessions.trade(newTrade(first, session.expiresAt))).toEqual(unknown);
    expect(await sessions.find(session.id, session.createdAt)).toEqual(session);
  });

  test('one token of 50 callers at the same time once, and repeats it to the others', async () => {
    const { sessions, session, first } = await withSession(open);
    const trade = newTrade(first, session.createdAt + 1);
    const used = { ...session, lastUsedAt: trade.now, expiresAt: trade.expiresAt };

    const results = await Promise.all(Array.from({ length: 50 }, () => sessions.trade(trade)));

    const kinds = results.map(({ kind }) => kind).sort();
    expect(kinds).toEqual([...Array.from({ length: 49 }, () => 'repeated'), 'rotated']);
    expect(results).toEqual(results.map(({ kind }) => ({ kind, session: used })));
    expect(await sessions.findByRefreshToken(trade.successor, trade.now)).toEqual(used);
  });

  test('through many generations', async () => {
    const sessions = await prepared(open);
    const session = newSession();
    let token = newRefreshToken(session);
    await sessions.create(session, token);
    for (let generation = 1; generation <= 120; generation += 1) {
      expect(await sessions.trade(newTrade(token, session.createdAt))).toMatchObject({ kind: 'rotated' });
      token = refreshTokens.successorOf(token);
    }
    expect(token.generation).toBe(121);
    expect(await sessions.findByRefreshToken(token, session.createdAt)).toMatchObject({ id: session.id });
  });
}
