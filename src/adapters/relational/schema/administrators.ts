import type { Kysely } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';

/** Who can administer. Those of before are found in the log when they are needed. */
export async function createAdministrators(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('administrators')
    .addColumn('user_id', textType(dialect), (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('is_one', 'integer', (column) => column.notNull())
    .execute();
}
