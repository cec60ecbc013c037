import type { Kysely } from 'kysely';
import type { AdministratorRegister } from '../../../ports/administrator-register.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase, RelationalDialect } from '../relational-database.ts';
import type { AdministratorsTable, Tables } from '../tables.ts';

export function createRelationalAdministratorRegister({
  db,
  dialect,
}: RelationalDatabase): AdministratorRegister {
  const guard = createGuard('administrators', dialect.classify, { resends: true });
  return {
    prepare: () => guard(() => dialect.migrate()),
    list: () =>
      guard(async () => {
        const rows = await db.selectFrom('administrators').selectAll().execute();
        return rows.map(({ user_id, version, is_one }) => ({
          userId: user_id,
          version,
          isOne: is_one === 1,
        }));
      }),
    add: (userId, version) => guard(() => put(db, { user_id: userId, version, is_one: 1 })),
    removeUnlessLast: (userId, version) =>
      guard(() => removeUnlessLast(dialect, { user_id: userId, version })),
  };
}

function removeUnlessLast(
  { views }: RelationalDialect,
  { user_id: userId, version }: Pick<AdministratorsTable, 'user_id' | 'version'>,
): Promise<boolean> {
  return views.transact(async (transaction) => {
    // In one order, so that those who do this at once wait for each other and never around.
    const rows = await transaction
      .selectFrom('administrators')
      .selectAll()
      .orderBy('user_id')
      .modifyEnd(views.forUpdate)
      .execute();
    const known = rows.find(({ user_id }) => user_id === userId);
    if (known !== undefined && known.version > version) return true;
    if (!rows.some(({ user_id, is_one }) => user_id !== userId && is_one === 1)) return false;
    const row = { user_id: userId, version, is_one: 0 };
    await transaction
      .insertInto('administrators')
      .values(row)
      .onConflict((conflict) =>
        conflict.column('user_id').doUpdateSet(row).where('administrators.version', '<=', version),
      )
      .execute();
    return true;
  });
}

async function put(db: Kysely<Tables>, row: AdministratorsTable): Promise<void> {
  await db
    .insertInto('administrators')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('user_id').doUpdateSet(row).where('administrators.version', '<', row.version),
    )
    .execute();
}
