import { z } from 'zod';
import type { SessionEnd } from '../domain/user/user-events.ts';
import type { MessageStore, UserId } from '../ports/message-store.ts';
import type { Position } from '../ports/position.ts';
import type { SessionStore } from '../ports/session-store.ts';
import { mapBounded } from './bounded-map.ts';
import type { Clock } from './environment.ts';
import type { HandleCommand } from './handle-command.ts';
import type { LiveSessions } from './live-sessions.ts';
import type { CommandInfo } from './request-info.ts';

/** An event that says that sessions of its user are over. */
export interface Ending {
  readonly userId: UserId;
  readonly version: number;
  /** In milliseconds since 1970-01-01T00:00:00Z. */
  readonly at: number;
  /** The session that goes on; null for none. */
  readonly keptSessionId: string | null;
}

/**
 * Ends sessions that the log says are over: here at once, and everywhere within a second. The same can be done again, however
 * much later.
 * @throws Unavailable; then some may be ended
 */
export interface EndSessions {
  /** These sessions, whether they are there or not. */
  named(sessionIds: readonly string[]): Promise<void>;
  /** Every session that began before this event, but for the one that goes on. What began after it stays. */
  before(ending: Ending): Promise<void>;
  /**
   * Every session of a user who is erased, whenever it began: also those that expired and are not removed yet, so that what they
   * hold of the person is gone.
   */
  every(userId: UserId): Promise<void>;
}

/** In milliseconds: longer than a login is remembered by its idempotency key, and would make its session again. */
const rememberedFor = 25 * 60 * 60 * 1_000;

/** An instant before which no session expired. */
const sinceEver = 0;

const begun = z.object({ sessionId: z.string() });

export function makeEndSessions(deps: {
  readonly sessions: Pick<SessionStore, 'list' | 'end'>;
  readonly store: Pick<MessageStore, 'read'>;
  readonly liveSessions: Pick<LiveSessions, 'forget'>;
  readonly clock: Clock;
}): EndSessions {
  return {
    named,
    async before({ userId, version, at, keptSessionId }) {
      const live = await deps.sessions.list(userId, deps.clock());
      // A login stands in the log later than its session was made, and an event never before another one of the same stream.
      const old = live.filter(({ id, createdAt }) => createdAt <= at && id !== keptSessionId);
      if (old.length === 0) return;
      // By another gateway's clock what began since may look older.
      const younger = await begunBehind(userId, version);
      await named(old.map(({ id }) => id).filter((id) => !younger.has(id)));
    },
    async every(userId) {
      const kept = await deps.sessions.list(userId, sinceEver);
      await named(kept.map(({ id }) => id));
    },
  };

  async function named(sessionIds: readonly string[]): Promise<void> {
    const keepUntil = deps.clock() + rememberedFor;
    await mapBounded(sessionIds, async (sessionId) => {
      await deps.sessions.end(sessionId, keepUntil);
      deps.liveSessions.forget(sessionId);
    });
  }

  async function begunBehind(userId: UserId, version: number): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    for await (const { type, data } of deps.store.read(userId, version)) {
      const login = type === 'LoginSucceeded' ? begun.safeParse(data).data : undefined;
      if (login !== undefined) ids.add(login.sessionId);
    }
    return ids;
  }
}

/** How many sessions one append names. */
export const revokedAtOnce = 100;

/**
 * Records that sessions of a user are over, and then ends them: at most `revokedAtOnce`. When a command was done before, those
 * that it named then are ended again.
 * @throws DomainError CONFLICT when others kept changing the account
 * @throws Unavailable; then some of it may be done
 */
export type RevokeSessions = (
  userId: UserId,
  what: { readonly sessionIds: readonly string[]; readonly reason: SessionEnd },
  info: CommandInfo,
) => Promise<{ readonly sessionIds: readonly string[]; readonly position: Position }>;

export function makeRevokeSessions(deps: {
  readonly handleCommand: HandleCommand;
  readonly endSessions: Pick<EndSessions, 'named'>;
  readonly clock: Clock;
}): RevokeSessions {
  return async (userId, what, info) => {
    const command = { type: 'RevokeSessions', now: deps.clock(), ...what } as const;
    // In this order: once a session is over, nothing makes the log say so if it does not yet.
    const { events, position } = await deps.handleCommand({ userId, command, info });
    const sessionIds = events.flatMap((event) =>
      event.type === 'SessionRevoked' ? [event.data.sessionId] : [],
    );
    await deps.endSessions.named(sessionIds);
    return { sessionIds, position };
  };
}
