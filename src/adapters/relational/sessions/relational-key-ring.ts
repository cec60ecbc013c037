import type { Kysely } from 'kysely';
import type { KeyRing, SealedKey } from '../../../ports/key-ring.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';

const firstGeneration = 1;

export function createRelationalKeyRing({ db, dialect }: RelationalDatabase): KeyRing {
  const guard = createGuard('key ring', dialect.classify, { resends: true });
  return {
    prepare: () => guard(() => dialect.migrate()),
    loadOrCreate: async (first) => {
      const present = await guard(() => loadKeys(db));
      if (present.length > 0) return present;
      // Made before the insert, because a transaction must not wait for it.
      const key = await first();
      await guard(() => storeFirst(db, key));
      return guard(() => loadKeys(db));
    },
  };
}

async function loadKeys(db: Kysely<Tables>): Promise<readonly SealedKey[]> {
  const rows = await db.selectFrom('signing_keys').selectAll().orderBy('generation').execute();
  return rows.map(({ id, sealed, created_at }) => ({ id, sealed, createdAt: created_at }));
}

async function storeFirst(db: Kysely<Tables>, { id, sealed, createdAt }: SealedKey): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({ generation: firstGeneration, id, sealed, created_at: createdAt })
    .onConflict((conflict) => conflict.column('generation').doNothing())
    .execute();
}
