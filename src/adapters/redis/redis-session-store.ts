import type { Session, SessionStore } from '../../ports/session-store.ts';
import { createGuard } from './failures.ts';
import { createPatientGuard } from './patient-guard.ts';
import type { RedisClient } from './redis-client.ts';
import { createScript } from './script.ts';
import { parseSession, sessionFields, toSessionHash } from './session-record.ts';

/**
 * The session itself decides: whether it is there, and by which refresh token. A token's key only tells where
 * to ask, and a user's list only whom: they lie in other slots of Redis Cluster, and may be behind.
 */
const sessionKey = (id: string) => `session:{${id}}`;
const tokenKey = (hash: string) => `refresh:{${hash}}`;
const listKey = (userId: string) => `sessions:{${userId}}`;

export function createRedisSessionStore({ redis }: { readonly redis: RedisClient }): SessionStore {
  const guard = createPatientGuard('sessions', redis);
  const createSession = createScript(redis, 'create-session');
  const listSession = createScript(redis, 'list-session');
  const rotation = createRotation(redis);

  async function find(id: string, now: number): Promise<Session | null> {
    const session = parseSession(await redis.hmget(sessionKey(id), ...sessionFields));
    return session !== null && session.expiresAt > now ? session : null;
  }

  async function findByRefreshToken(hash: string, now: number): Promise<Session | null> {
    const hint = parseHint(await redis.get(tokenKey(hash)));
    if (hint === null) return null;
    const values = await redis.hmget(sessionKey(hint.id), 'refreshTokenHash', ...sessionFields);
    const [present, ...fields] = values;
    const session = present === hash ? parseSession(fields) : null;
    return session !== null && session.expiresAt > now ? session : null;
  }

  async function create(session: Session, refreshTokenHash: string): Promise<void> {
    const { id, userId, createdAt, expiresAt } = session;
    // The session comes last: before it is there, what leads to it leads nowhere.
    await listSession([listKey(userId)], [id, expiresAt, createdAt]);
    await redis.set(tokenKey(refreshTokenHash), toHint(session), 'PXAT', expiresAt);
    const fields = ['refreshTokenHash', refreshTokenHash, ...toSessionHash(session)];
    await createSession([sessionKey(id)], [expiresAt, ...fields]);
  }

  async function list(userId: string, now: number): Promise<readonly Session[]> {
    const ids = await redis.zrange(listKey(userId), `(${now}`, '+inf', 'BYSCORE');
    const sessions = await Promise.all(ids.map((id) => find(id, now)));
    return sessions.filter((session) => session !== null).sort(youngestFirst);
  }

  async function remove(id: string): Promise<void> {
    const [userId, hash] = await redis.hmget(sessionKey(id), 'userId', 'refreshTokenHash');
    await redis.del(sessionKey(id));
    if (typeof userId === 'string') await redis.zrem(listKey(userId), id);
    if (typeof hash === 'string') await redis.del(tokenKey(hash));
  }

  const ping = async () => {
    await guard(() => redis.ping());
  };
  return {
    prepare: ping,
    create: (session, hash) => guard(() => create(session, hash)),
    find: (id, now) => guard(() => find(id, now)),
    findByRefreshToken: (hash, now) => guard(() => findByRefreshToken(hash, now)),
    list: (userId, now) => guard(() => list(userId, now)),
    rotate: rotation,
    remove: (id) => guard(() => remove(id)),
    ping,
  };
}

function createRotation(redis: RedisClient): SessionStore['rotate'] {
  const guard = createPatientGuard('sessions', redis);
  // A token that was used up by an attempt whose reply was lost would be refused to the next one.
  const onceOnly = createGuard('sessions');
  const rotateSession = createScript(redis, 'rotate-session');
  const presentHash = (id: string) => guard(() => redis.hget(sessionKey(id), 'refreshTokenHash'));

  return async (oldHash, newHash, now) => {
    const hint = parseHint(await guard(() => redis.get(tokenKey(oldHash))));
    if (hint === null) return null;
    // The way to the successor is there before the successor is valid, so that no crash can leave it without.
    await guard(() => redis.set(tokenKey(newHash), toHint(hint), 'PXAT', hint.expiresAt));
    const args = [oldHash, newHash, now, ...sessionFields];
    const session = parseSession(await onceOnly(() => rotateSession([sessionKey(hint.id)], args)));
    // Another caller with the same successor may have been faster, and needs the way to it.
    const lost = session === null && (await presentHash(hint.id)) !== newHash;
    const useless = lost ? newHash : oldHash;
    // What leads nowhere any more expires with the session at the latest: a failure to remove it is no harm.
    await redis.del(tokenKey(useless)).catch(() => undefined);
    return session;
  };
}

type Hint = Pick<Session, 'id' | 'expiresAt'>;

function toHint({ id, expiresAt }: Hint): string {
  return `${expiresAt} ${id}`;
}

function parseHint(text: string | null): Hint | null {
  const [, expiresAt, id] = /^(\d+) (.*)$/.exec(text ?? '') ?? [];
  return expiresAt === undefined || id === undefined ? null : { id, expiresAt: Number(expiresAt) };
}

function youngestFirst(a: Session, b: Session): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
