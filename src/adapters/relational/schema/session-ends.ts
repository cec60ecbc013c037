import type { Kysely } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';

/**
 * Sessions that end however much they are used, with refresh tokens that are counted, and the ids of those that
 * were ended. The sessions of before end here: their refresh tokens are of a form that is not read any more.
 */
export async function createSessionEnds(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  await db.schema.dropTable('sessions').execute();
  await db.schema
    .createTable('sessions')
    .addColumn('id', text, (column) => column.primaryKey())
    .addColumn('ended', 'integer', (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('generation', 'bigint', (column) => column.notNull())
    .addColumn('token_hash', text, (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('last_used_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('ends_at', 'bigint', (column) => column.notNull())
    .addColumn('ip_address', 'text')
    .addColumn('user_agent', 'text')
    .execute();
  await index(db, 'sessions_of_user', ['user_id', 'created_at', 'id']);
  await index(db, 'sessions_by_expiry', ['expires_at']);
}

async function index(db: Kysely<unknown>, name: string, columns: readonly string[]): Promise<void> {
  await db.schema
    .createIndex(name)
    .on('sessions')
    .columns([...columns])
    .execute();
}
