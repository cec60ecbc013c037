import type { Kysely, Selectable } from 'kysely';
import type { Session, SessionStore } from '../../../ports/session-store.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { SessionsTable, Tables } from '../tables.ts';
import { createSweep } from './sweep.ts';

export function createRelationalSessionStore({ db, dialect }: RelationalDatabase): SessionStore {
  const guard = createGuard('sessions', dialect.classify, { resends: true });
  const guardOnce = createGuard('sessions', dialect.classify);
  const sweep = createSweep((now, limit) => removeExpired(db, now, limit));

  return {
    prepare: () => guard(() => dialect.migrate()),
    create: (session, refreshTokenHash) =>
      guard(async () => {
        await insert(db, toRow(session, refreshTokenHash));
        await sweep(session.createdAt);
      }),
    find: (sessionId, now) => guard(() => findLive(db, { column: 'id', value: sessionId, now })),
    findByRefreshToken: (hash, now) => guard(() => findLive(db, { column: 'token_hash', value: hash, now })),
    list: (userId, now) =>
      guard(async () => {
        const rows = await db
          .selectFrom('sessions')
          .selectAll()
          .where('user_id', '=', userId)
          .where('expires_at', '>', now)
          .orderBy('created_at', 'desc')
          .orderBy('id', 'desc')
          .execute();
        return rows.map(toSession);
      }),
    rotate: (oldHash, newHash, now) =>
      // Done again it would find the old token gone.
      guardOnce(async () => {
        const row = await db
          .updateTable('sessions')
          .set({ token_hash: newHash, last_used_at: now })
          .where('token_hash', '=', oldHash)
          .where('expires_at', '>', now)
          .returningAll()
          .executeTakeFirst();
        return row === undefined ? null : toSession(row);
      }),
    remove: (sessionId) =>
      guard(async () => {
        await db.deleteFrom('sessions').where('id', '=', sessionId).execute();
      }),
    ping: () => guard(() => dialect.ping()),
  };
}

async function insert(db: Kysely<Tables>, row: SessionsTable): Promise<void> {
  // The id and the token belong together: where the one is, the other is or was.
  await db
    .insertInto('sessions')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function removeExpired(db: Kysely<Tables>, now: number, limit: number): Promise<bigint> {
  const { numDeletedRows } = await db
    .deleteFrom('sessions')
    .where('id', 'in', (eb) =>
      eb
        .selectFrom('sessions')
        .select('id')
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(limit),
    )
    .executeTakeFirstOrThrow();
  return numDeletedRows;
}

async function findLive(
  db: Kysely<Tables>,
  { column, value, now }: { column: 'id' | 'token_hash'; value: string; now: number },
): Promise<Session | null> {
  const row = await db
    .selectFrom('sessions')
    .selectAll()
    .where(column, '=', value)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  return row === undefined ? null : toSession(row);
}

function toRow(session: Session, tokenHash: string): SessionsTable {
  return {
    id: session.id,
    user_id: session.userId,
    token_hash: tokenHash,
    created_at: session.createdAt,
    last_used_at: session.lastUsedAt,
    expires_at: session.expiresAt,
    ip_address: session.ipAddress,
    user_agent: session.userAgent,
  };
}

function toSession(row: Selectable<SessionsTable>): Session {
  return {
    id: row.id,
    userId: row.user_id,
    createdAt: row.created_at,
    lastUsedAt: row.last_used_at,
    expiresAt: row.expires_at,
    ipAddress: row.ip_address,
    userAgent: row.user_agent,
  };
}
