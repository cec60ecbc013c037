import { expect, test } from 'vitest';
import type { Session } from '../../src/ports/session-store.ts';
import { newRefreshToken, newSession } from '../support/controls/new-session.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { type OpenSessionStore, prepared } from '../support/session-stores.ts';

export function counting(open: OpenSessionStore): void {
  test('the live sessions of its user as it creates one, also when it is there already', async () => {
    const sessions = await prepared(open);
    const [mine, others] = [newUserId(), newUserId()];
    const create = async (userId: string, count: number) => {
      const created = Array.from({ length: count }, () => newSession({ userId }));
      const counts: number[] = [];
      for (const session of created) counts.push(await sessions.create(session, newRefreshToken(session)));
      return { created, counts };
    };

    const { created, counts } = await create(mine, 4);

    expect(counts).toEqual([1, 2, 3, 4]);
    expect((await create(others, 2)).counts).toEqual([1, 2]);
    const [first = newSession(), second = newSession()] = created;
    expect(await sessions.create(second, newRefreshToken(second))).toBe(4);
    await sessions.end(first.id, first.endsAt);
    expect((await create(mine, 1)).counts).toEqual([4]);
  });

  test('no fewer than are live, and none that are over once they were listed', async () => {
    const sessions = await prepared(open);
    const [userId, now, hour] = [newUserId(), Date.now(), 3_600_000];
    const create = (overrides: Partial<Session> = {}) => {
      const session = newSession({ userId, ...overrides });
      return sessions.create(session, newRefreshToken(session));
    };
    const unused = { createdAt: now - 3 * hour, lastUsedAt: now - 3 * hour, expiresAt: now - 2 * hour };
    for (let made = 0; made < 5; made += 1) await create(unused);

    expect(await create()).toBeGreaterThanOrEqual(1);
    expect(await create()).toBeGreaterThanOrEqual(2);

    expect(await sessions.list(userId, now)).toHaveLength(2);
    expect(await create()).toBe(3);
  });
}
