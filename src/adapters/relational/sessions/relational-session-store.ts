import type { Kysely } from 'kysely';
import type { Session, SessionStore, Trade, Traded } from '../../../ports/session-store.ts';
import { chunksOf } from '../chunks.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { SessionsTable, Tables } from '../tables.ts';
import { toEndedRow, toSession, toSessionRow } from './session-rows.ts';
import { createSweep } from './sweep.ts';

export function createRelationalSessionStore({ db, dialect }: RelationalDatabase): SessionStore {
  // Whatever is done twice here is done once: an answer that was lost is asked for again.
  const guard = createGuard('sessions', dialect.classify, { resends: true });
  const sweep = createSweep((now, limit) => removeExpired(db, now, limit));

  return {
    prepare: () => guard(() => dialect.migrate()),
    create: (session, first) =>
      guard(async () => {
        // The login that is appended after it makes it last.
        const count = await dialect.withoutWaiting((on) => insert(on, toSessionRow(session, first)));
        await sweep(session.createdAt);
        return count;
      }),
    find: (sessionId, now) =>
      guard(async () => toSessionOrNull(await live(db, now).where('id', '=', sessionId).executeTakeFirst())),
    findByRefreshToken: ({ sessionId, hash }, now) =>
      guard(async () => {
        const present = live(db, now).where('id', '=', sessionId).where('token_hash', '=', hash);
        return toSessionOrNull(await present.executeTakeFirst());
      }),
    list: (userId, now) =>
      guard(async () => {
        const ofUser = live(db, now).where('user_id', '=', userId);
        return (await ofUser.orderBy('created_at', 'desc').orderBy('id', 'desc').execute()).map(toSession);
      }),
    areLive: (sessionIds, now) => guard(() => areLive(db, sessionIds, now)),
    trade: (request) => guard(() => dialect.inOneWait((on) => trade(on, request))),
    end: (sessionId, keepUntil) => guard(() => end(db, sessionId, keepUntil)),
    ping: () => guard(() => dialect.ping()),
  };
}

function live(db: Kysely<Tables>, now: number) {
  return db.selectFrom('sessions').selectAll().where('ended', '=', 0).where('expires_at', '>', now);
}

/** Answers how many live sessions the user has then. */
async function insert(db: Kysely<Tables>, row: SessionsTable): Promise<number> {
  // The databases do not agree on whether it counts what it inserts.
  const others = live(db, row.created_at)
    .clearSelect()
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('user_id', '=', row.user_id)
    .where('id', '<>', row.id);
  const inserted = await db
    .insertInto('sessions')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returning(others.as('count'))
    .executeTakeFirst();
  // What is there already was counted when it was made, or its answer was lost.
  const { count } = inserted ?? (await others.executeTakeFirstOrThrow());
  return Number(count) + 1;
}

async function areLive(
  db: Kysely<Tables>,
  sessionIds: readonly string[],
  now: number,
): Promise<readonly boolean[]> {
  const chunks = chunksOf([...new Set(sessionIds)]);
  const found = await Promise.all(
    chunks.map((ids) => live(db, now).clearSelect().select('id').where('id', 'in', ids).execute()),
  );
  const ids = new Set(found.flat().map(({ id }) => id));
  return sessionIds.map((id) => ids.has(id));
}

async function trade(db: Kysely<Tables>, request: Trade): Promise<Traded> {
  const { presented, successor, now, expiresAt } = request;
  const rotated = await db
    .updateTable('sessions')
    .set(({ eb }) => ({
      token_hash: successor.hash,
      generation: successor.generation,
      last_used_at: now,
      expires_at: eb
        .case()
        .when('ends_at', '<', expiresAt)
        .then(eb.ref('ends_at'))
        .else(eb.cast<number>(eb.val(expiresAt), 'bigint'))
        .end(),
    }))
    .where('id', '=', presented.sessionId)
    .where('token_hash', '=', presented.hash)
    .where('ended', '=', 0)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst();
  if (rotated !== undefined) return { kind: 'rotated', session: toSession(rotated) };
  const standing = await live(db, now).where('id', '=', presented.sessionId).executeTakeFirst();
  return standing === undefined ? { kind: 'unknown' } : judge(standing, request);
}

/** What a token is that is not the present one. */
function judge(row: SessionsTable, { presented, successor, now, grace }: Trade): Traded {
  const session = toSession(row);
  const ahead = row.generation - presented.generation;
  if (ahead <= 0) return { kind: 'unknown' };
  const isSuccessor = ahead === 1 && row.token_hash === successor.hash;
  return isSuccessor && now - row.last_used_at <= grace
    ? { kind: 'repeated', session }
    : { kind: 'reused', session };
}

async function end(db: Kysely<Tables>, sessionId: string, keepUntil: number): Promise<void> {
  const row = toEndedRow(sessionId, keepUntil);
  await db
    .insertInto('sessions')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .column('id')
        .doUpdateSet(row)
        .where((eb) => eb.or([eb('sessions.ended', '=', 0), eb('sessions.expires_at', '<', keepUntil)])),
    )
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
    // It may have been ended since, which has to be kept in mind.
    .where('expires_at', '<=', now)
    .executeTakeFirstOrThrow();
  return numDeletedRows;
}

function toSessionOrNull(row: SessionsTable | undefined): Session | null {
  return row === undefined ? null : toSession(row);
}
