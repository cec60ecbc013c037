import { type Kysely, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';

/** A ring has several keys, of two kinds. Those of before are of the one kind there was, and sign from their making on. */
export async function extendKeyRing(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .alterTable('signing_keys')
    .addColumn('algorithm', textType(dialect), (column) => column.notNull().defaultTo('ES256'))
    .execute();
  await db.schema
    .alterTable('signing_keys')
    .addColumn('active_from', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update signing_keys set active_from = created_at`.execute(db);
}
