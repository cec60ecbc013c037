import { describe, expect, test } from 'vitest';
import type { Session, SessionStore } from '../../src/ports/session-store.ts';
import { newSession, newTokenHash } from '../support/controls/new-session.ts';
import { newUserId } from '../support/controls/new-user-id.ts';
import { closedAfterTest } from '../support/opened.ts';

/** Opens a fresh session store without preparing it. */
export type OpenSessionStore = () => Promise<{ readonly sessions: SessionStore; close(): Promise<void> }>;

/** What every session store has to do. Call it once for each adapter. */
export function sessionStoreContract(name: string, open: OpenSessionStore): void {
  describe(`the session store on ${name}`, () => {
    describe('creates', () => creating(open));
    describe('finds', () => finding(open));
    describe('rotates', () => rotating(open));
  });
}

function creating(open: OpenSessionStore): void {
  test('a session once, however often and by how many at once', async () => {
    const { sessions, session, hash } = await withSession(open);
    const { id, userId, createdAt, expiresAt } = session;
    const later = { ...session, createdAt: createdAt + 5, expiresAt: expiresAt + 5, userAgent: 'another' };

    await Promise.all(Array.from({ length: 10 }, () => sessions.create(later, hash)));

    expect(await sessions.find(id, createdAt)).toEqual(session);
    expect(await sessions.findByRefreshToken(hash, createdAt)).toEqual(session);
    expect(await sessions.list(userId, createdAt)).toEqual([session]);
    expect(await sessions.find(id, expiresAt)).toBeNull();
  });

  test('a new session once for many at once', async () => {
    const sessions = await prepared(open);
    const [session, hash] = [newSession(), newTokenHash()];

    await Promise.all(Array.from({ length: 10 }, () => sessions.create(session, hash)));

    expect(await sessions.list(session.userId, session.createdAt)).toEqual([session]);
    expect(await sessions.findByRefreshToken(hash, session.createdAt)).toEqual(session);
  });

  test('no session anew that goes on with another refresh token by now', async () => {
    const { sessions, session, hash } = await withSession(open);
    const [now, successor] = [session.createdAt + 1, newTokenHash()];
    await sessions.rotate(hash, successor, now);

    await sessions.create(session, hash);

    const used = { ...session, lastUsedAt: now };
    expect(await sessions.find(session.id, now)).toEqual(used);
    expect(await sessions.findByRefreshToken(hash, now)).toBeNull();
    expect(await sessions.findByRefreshToken(successor, now)).toEqual(used);
  });
}

function finding(open: OpenSessionStore): void {
  test('a session as it was created', async () => {
    const sessions = await prepared(open);
    const session = newSession();
    const bare = newSession({ ipAddress: null, userAgent: null });
    await sessions.create(session, newTokenHash());
    await sessions.create(bare, newTokenHash());

    expect(await sessions.find(session.id, session.createdAt)).toEqual(session);
    expect(await sessions.find(bare.id, bare.createdAt)).toEqual(bare);
  });

  test('no session that was never created', async () => {
    const sessions = await prepared(open);

    expect(await sessions.find(newSession().id, Date.now())).toBeNull();
    expect(await sessions.list(newUserId(), Date.now())).toEqual([]);
  });

  test('a session up to its end, and not from then on', async () => {
    const sessions = await prepared(open);
    const session = newSession();
    const { id, userId, expiresAt } = session;
    await sessions.create(session, newTokenHash());

    expect(await sessions.find(id, expiresAt - 1)).toEqual(session);
    expect(await sessions.list(userId, expiresAt - 1)).toEqual([session]);
    expect(await sessions.find(id, expiresAt)).toBeNull();
    expect(await sessions.list(userId, expiresAt)).toEqual([]);
  });

  test('a session by its present refresh token alone, and leaves the token as it is', async () => {
    const { sessions, session, hash } = await withSession(open);
    const { createdAt: now, expiresAt } = session;
    const successor = newTokenHash();

    expect(await sessions.findByRefreshToken(hash, now)).toEqual(session);
    expect(await sessions.findByRefreshToken(hash, expiresAt - 1)).toEqual(session);
    expect(await sessions.findByRefreshToken(hash, expiresAt)).toBeNull();
    expect(await sessions.findByRefreshToken(newTokenHash(), now)).toBeNull();

    expect(await sessions.rotate(hash, successor, now + 1)).toEqual({ ...session, lastUsedAt: now + 1 });
    expect(await sessions.findByRefreshToken(hash, now)).toBeNull();
    expect(await sessions.findByRefreshToken(successor, now)).toEqual({ ...session, lastUsedAt: now + 1 });
  });

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
    for (const session of [middle, youngest, oldest, twin, newSession()]) {
      await sessions.create(session, newTokenHash());
    }

    const twins = [middle, twin].sort((a, b) => (a.id < b.id ? 1 : -1));
    expect(await sessions.list(userId, start + 30)).toEqual([youngest, ...twins, oldest]);
  });

  test('no session that was removed, and removes it only once', async () => {
    const sessions = await prepared(open);
    const userId = newUserId();
    const [gone, kept] = [newSession({ userId }), newSession({ userId })];
    const hash = newTokenHash();
    await sessions.create(gone, hash);
    await sessions.create(kept, newTokenHash());

    await sessions.remove(gone.id);
    await sessions.remove(gone.id);

    expect(await sessions.find(gone.id, gone.createdAt)).toBeNull();
    expect(await sessions.findByRefreshToken(hash, gone.createdAt)).toBeNull();
    expect(await sessions.rotate(hash, newTokenHash(), gone.createdAt)).toBeNull();
    expect(await sessions.list(userId, gone.createdAt)).toEqual([kept]);
  });

  test('its server', async () => {
    const sessions = await prepared(open);

    await sessions.ping();
  });
}

function rotating(open: OpenSessionStore): void {
  test('a refresh token, and marks the session as used', async () => {
    const { sessions, session, hash } = await withSession(open);
    const now = session.createdAt + 1_000;
    const used = { ...session, lastUsedAt: now };

    expect(await sessions.rotate(hash, newTokenHash(), now)).toEqual(used);

    expect(await sessions.find(session.id, now)).toEqual(used);
    expect(await sessions.list(session.userId, now)).toEqual([used]);
  });

  test('from one token to the next, and takes none of the former ones', async () => {
    const { sessions, session, hash } = await withSession(open);
    const now = session.createdAt;
    const [second, third] = [newTokenHash(), newTokenHash()];

    expect(await sessions.rotate(hash, second, now)).toEqual(session);
    expect(await sessions.rotate(hash, newTokenHash(), now)).toBeNull();
    expect(await sessions.rotate(second, third, now + 1)).toEqual({ ...session, lastUsedAt: now + 1 });
    expect(await sessions.rotate(second, newTokenHash(), now)).toBeNull();
    expect(await sessions.rotate(third, newTokenHash(), now)).toEqual(session);
  });

  test('no token that nobody has', async () => {
    const { sessions, session } = await withSession(open);

    expect(await sessions.rotate(newTokenHash(), newTokenHash(), session.createdAt)).toBeNull();
    expect(await sessions.find(session.id, session.createdAt)).toEqual(session);
  });

  test('a token for one of 50 callers at the same time', async () => {
    const { sessions, session, hash } = await withSession(open);
    const now = session.createdAt + 1;
    const successors = Array.from({ length: 50 }, newTokenHash);

    const results = await Promise.all(successors.map((successor) => sessions.rotate(hash, successor, now)));

    const used = { ...session, lastUsedAt: now };
    const winner = successors.filter((_, index) => results[index] !== null);
    expect(results.filter((result) => result !== null)).toEqual([used]);
    const second = await Promise.all(
      successors.map((successor) => sessions.rotate(successor, newTokenHash(), now)),
    );
    expect(successors.filter((_, index) => second[index] !== null)).toEqual(winner);
  });

  test('a token for one of many who bring the same successor, which is then the present one', async () => {
    const { sessions, session, hash } = await withSession(open);
    const [now, successor] = [session.createdAt + 1, newTokenHash()];
    const used = { ...session, lastUsedAt: now };

    const results = await Promise.all(
      Array.from({ length: 20 }, () => sessions.rotate(hash, successor, now)),
    );

    expect(results.filter((result) => result !== null)).toEqual([used]);
    expect(await sessions.findByRefreshToken(successor, now)).toEqual(used);
    expect(await sessions.rotate(hash, successor, now)).toBeNull();
    expect(await sessions.findByRefreshToken(successor, now)).toEqual(used);
  });

  test('no token of a session that is past its end', async () => {
    const { sessions, session, hash } = await withSession(open);

    expect(await sessions.rotate(hash, newTokenHash(), session.expiresAt)).toBeNull();
    expect(await sessions.find(session.id, session.createdAt)).toEqual(session);
  });
}

async function prepared(open: OpenSessionStore): Promise<SessionStore> {
  const { sessions } = await closedAfterTest(open());
  await sessions.prepare();
  return sessions;
}

async function withSession(
  open: OpenSessionStore,
): Promise<{ sessions: SessionStore; session: Session; hash: string }> {
  const sessions = await prepared(open);
  const [session, hash] = [newSession(), newTokenHash()];
  await sessions.create(session, hash);
  return { sessions, session, hash };
}
