import type { RefreshToken } from '../../ports/refresh-tokens.ts';
import type { Session, SessionStore, Trade, Traded } from '../../ports/session-store.ts';
import { createPatientGuard } from './patient-guard.ts';
import type { RedisClient } from './redis-client.ts';
import { parseList, parseText } from './replies.ts';
import { createScript, repliesAsBytes } from './script.ts';
import { headLength, isLiveRecord, parseSessionRecord, toSessionRecord } from './session-record.ts';
import { createUserSessions, type UserSessions } from './user-sessions.ts';
import { waitingForReplicas } from './wait-for-replicas.ts';

/**
 * The session's own key decides everything about it, and each step happens in its slot alone. A user's list lies
 * in another slot, and only tells whom to ask.
 */
const sessionKey = (id: string) => `sid:{${id}}`;

export interface RedisSessionStoreOptions {
  readonly redis: RedisClient;
  /** Lets a write succeed only once so many replicas have it, on a client of its own. */
  readonly confirmation?: { readonly replicas: number; readonly redis: RedisClient };
}

export function createRedisSessionStore(options: RedisSessionStoreOptions): SessionStore {
  const { redis } = options;
  // Whatever is done twice here is done once: a reply that was lost is asked for again.
  const guard = createPatientGuard('sessions', redis);
  const scripts = createScripts(options);
  const userSessions = createUserSessions({ redis, listSession: scripts.list });
  const reads = createReads(redis, userSessions);

  async function create(session: Session, first: RefreshToken): Promise<number> {
    // First, so that whoever ends all sessions of the user finds every session there is.
    const count = await userSessions.add(session);
    await scripts.create([sessionKey(session.id)], [toSessionRecord(session, first), session.expiresAt]);
    return count;
  }

  async function trade({ presented, successor, now, expiresAt, grace }: Trade): Promise<Traded> {
    const { sessionId: id, generation, hash } = presented;
    const args = [hash, generation, successor.hash, now, expiresAt, grace];
    return parseTraded(id, await scripts.trade([sessionKey(id)], args));
  }

  async function end(id: string, keepUntil: number): Promise<void> {
    const stored = parseSessionRecord(id, await scripts.end([sessionKey(id)], [keepUntil]));
    if (stored !== null) await userSessions.remove(stored.session);
  }

  const ping = async () => {
    await guard(() => redis.ping());
  };
  return {
    prepare: ping,
    create: (session, first) => guard(() => create(session, first)),
    find: (id, now) => guard(() => reads.find(id, now)),
    findByRefreshToken: (token, now) => guard(() => reads.findByRefreshToken(token, now)),
    list: (userId, now) => guard(() => reads.list(userId, now)),
    areLive: (ids, now) => guard(() => Promise.all(ids.map((id) => reads.isLive(id, now)))),
    trade: (request) => guard(() => trade(request)),
    end: (id, keepUntil) => guard(() => end(id, keepUntil)),
    ping,
  };
}

function createScripts({ redis, confirmation = { replicas: 0, redis } }: RedisSessionStoreOptions) {
  const send = confirmation.replicas === 0 ? repliesAsBytes : waitingForReplicas(confirmation.replicas);
  const script = (name: string) => createScript(confirmation.redis, name, send);
  return {
    create: script('create-session'),
    trade: script('trade-session'),
    end: script('end-session'),
    list: script('list-session'),
  };
}

function createReads(redis: RedisClient, userSessions: UserSessions) {
  const read = async (id: string) => parseSessionRecord(id, await redis.get(sessionKey(id)));
  return {
    async find(id: string, now: number): Promise<Session | null> {
      const session = (await read(id))?.session;
      return session !== undefined && session.expiresAt > now ? session : null;
    },
    async findByRefreshToken(token: RefreshToken, now: number): Promise<Session | null> {
      const stored = await read(token.sessionId);
      return stored?.hash === token.hash && stored.session.expiresAt > now ? stored.session : null;
    },
    async list(userId: string, now: number): Promise<readonly Session[]> {
      const found = await userSessions.read(userId, now, async (id) => {
        const record = await redis.get(sessionKey(id));
        return { session: parseSessionRecord(id, record)?.session ?? null, wasEnded: record !== null };
      });
      return found.filter(({ expiresAt }) => expiresAt > now).sort(youngestFirst);
    },
    async isLive(id: string, now: number): Promise<boolean> {
      return isLiveRecord(await redis.getrange(sessionKey(id), 0, headLength - 1), now);
    },
  };
}

const kinds = ['rotated', 'repeated', 'reused'] as const;

function parseTraded(id: string, reply: unknown): Traded {
  const [name, record] = parseList(reply).map(parseText);
  const kind = kinds.find((known) => known === name);
  const stored = parseSessionRecord(id, record ?? null);
  return kind === undefined || stored === null ? { kind: 'unknown' } : { kind, session: stored.session };
}

function youngestFirst(a: Session, b: Session): number {
  return b.createdAt - a.createdAt || (a.id < b.id ? 1 : -1);
}
