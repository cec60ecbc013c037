import type { Kysely, Selectable } from 'kysely';
import type { IdempotencyRecord, IdempotencyStore } from '../../../ports/idempotency-store.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { IdempotencyRecordsTable, Tables } from '../tables.ts';
import { createSweep } from './sweep.ts';

type Begin = Parameters<IdempotencyStore['begin']>[0];

export function createRelationalIdempotencyStore({ db, dialect }: RelationalDatabase): IdempotencyStore {
  const guard = createGuard('idempotency records', dialect.classify, { resends: true });
  const sweep = createSweep((now, limit) => removeExpired(db, now, limit));
  return {
    prepare: () => guard(() => dialect.migrate()),
    begin: (request) =>
      guard(async () => {
        const record = await begin(db, request);
        await sweep(request.now);
        return record;
      }),
    complete: (name, reply, now) => guard(() => complete(db, { name, reply, now })),
    ping: () => guard(() => dialect.ping()),
  };
}

async function begin(db: Kysely<Tables>, request: Begin): Promise<IdempotencyRecord> {
  const { name, sealed, now, expiresAt } = request;
  const row = { sealed, begun_at: now, reply: null, expires_at: expiresAt };
  const begun = await db
    .insertInto('idempotency_records')
    .values({ name, ...row })
    .onConflict((conflict) =>
      conflict.column('name').doUpdateSet(row).where('idempotency_records.expires_at', '<=', now),
    )
    .returningAll()
    .executeTakeFirst();
  const standing = begun ?? (await find(db, name));
  // Expired by another clock and removed since it was in the way.
  return standing === undefined ? begin(db, request) : toRecord(standing);
}

async function complete(
  db: Kysely<Tables>,
  { name, reply, now }: { readonly name: string; readonly reply: string; readonly now: number },
): Promise<string> {
  const first = await db
    .updateTable('idempotency_records')
    .set({ reply })
    .where('name', '=', name)
    .where('reply', 'is', null)
    .where('expires_at', '>', now)
    .executeTakeFirst();
  if (first.numUpdatedRows > 0n) return reply;
  const standing = await find(db, name);
  return standing === undefined || standing.expires_at <= now ? reply : (standing.reply ?? reply);
}

function find(db: Kysely<Tables>, name: string) {
  return db.selectFrom('idempotency_records').selectAll().where('name', '=', name).executeTakeFirst();
}

async function removeExpired(db: Kysely<Tables>, now: number, limit: number): Promise<bigint> {
  const { numDeletedRows } = await db
    .deleteFrom('idempotency_records')
    .where('name', 'in', (eb) =>
      eb
        .selectFrom('idempotency_records')
        .select('name')
        .where('expires_at', '<=', now)
        .orderBy('expires_at')
        .limit(limit),
    )
    .executeTakeFirstOrThrow();
  return numDeletedRows;
}

function toRecord(row: Selectable<IdempotencyRecordsTable>): IdempotencyRecord {
  return { sealed: row.sealed, begunAt: row.begun_at, reply: row.reply };
}
