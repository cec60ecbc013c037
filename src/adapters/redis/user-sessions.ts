import type { Session } from '../../ports/session-store.ts';
import type { RedisClient } from './redis-client.ts';
import { parseCount } from './replies.ts';
import type { Script } from './script.ts';
import { parseListed, toListed } from './session-record.ts';

const listKey = (userId: string) => `sids:{${userId}}`;

/** In milliseconds: nobody is still creating a session that was listed before. */
const longestCreation = 3_600_000;

/** What stands under the id of a listed session. */
interface Found {
  readonly session: Session | null;
  /** Whether something stands there in its place, so that it never comes back. */
  readonly wasEnded: boolean;
}

/** The lists of users' sessions. A session is listed before it is there, and perhaps longer. */
export interface UserSessions {
  /** Answers how many are listed then. */
  add(session: Session): Promise<number>;
  remove(session: Session): Promise<void>;
  /** The listed sessions that there are. Those that are over are not listed from then on. */
  read(userId: string, now: number, find: (id: string) => Promise<Found>): Promise<Session[]>;
}

export function createUserSessions({
  redis,
  listSession,
}: {
  readonly redis: RedisClient;
  readonly listSession: Script;
}): UserSessions {
  return {
    add: async (session) => {
      const { userId, endsAt, createdAt } = session;
      return parseCount(await listSession([listKey(userId)], [toListed(session), endsAt, createdAt]));
    },
    remove: async (session) => {
      await redis.zrem(listKey(session.userId), toListed(session));
    },
    async read(userId, now, find) {
      const members = await redis.zrange(listKey(userId), `(${now}`, '+inf', 'BYSCORE');
      const listed = await Promise.all(
        members.map(async (member) => ({ member, ...parseListed(member), ...(await find(idOf(member))) })),
      );
      const over = listed.filter(({ session, wasEnded, createdAt }) => {
        return session === null && (wasEnded || createdAt < now - longestCreation);
      });
      if (over.length > 0) await redis.zrem(listKey(userId), ...over.map(({ member }) => member));
      // A command that was run again may have listed its session twice.
      const found = listed.flatMap(({ session }) =>
        session === null ? [] : [[session.id, session] as const],
      );
      return [...new Map(found).values()];
    },
  };
}

function idOf(member: string): string {
  return parseListed(member).id;
}
