import { type Kysely, sql } from 'kysely';
import type { KeyRing, SealedKey } from '../../../ports/key-ring.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';

export function createRelationalKeyRing({ db, dialect }: RelationalDatabase): KeyRing {
  const guard = createGuard('key ring', dialect.classify, { resends: true });
  return {
    prepare: () => guard(() => dialect.migrate()),
    list: () => guard(() => listKeys(db)),
    add: async (key, last) => {
      await guard(() => addBehind(db, key, last));
      return guard(() => listKeys(db));
    },
    remove: async (ids) => {
      if (ids.length > 0) await guard(() => removeKeys(db, ids));
    },
  };
}

async function listKeys(db: Kysely<Tables>): Promise<readonly SealedKey[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().orderBy('generation').execute();
  return rows.map(({ id, algorithm, sealed, created_at, active_from }) => ({
    id,
    algorithm,
    sealed,
    createdAt: created_at,
    activeFrom: active_from,
  }));
}

/** Of those who add behind the same key one takes its generation first: the others conflict with it. */
async function addBehind(db: Kysely<Tables>, key: SealedKey, last: string | null): Promise<void> {
  await sql`
    insert into signing_keys (generation, id, algorithm, sealed, created_at, active_from)
    select
      last.generation + 1, cast(${key.id} as text), cast(${key.algorithm} as text), cast(${key.sealed} as text),
      cast(${key.createdAt} as bigint), cast(${key.activeFrom} as bigint)
    from (select coalesce(max(generation), 0) as generation from signing_keys) as last
    where coalesce((select id from signing_keys where generation = last.generation), '') = ${last ?? ''}
    on conflict do nothing`.execute(db);
}

async function removeKeys(db: Kysely<Tables>, ids: readonly string[]): Promise<void> {
  await db
    .deleteFrom('signing_keys')
    .where('id', 'in', ids)
    .where('generation', '<', ({ selectFrom }) =>
      selectFrom('signing_keys').select(({ fn }) => fn.max('generation').as('generation')),
    )
    .execute();
}
