import type { Kysely } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';

export async function createLogTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createEvents(db, dialect);
  const text = textType(dialect);
  await db.schema
    .createTable('snapshots')
    .addColumn('user_id', text, (column) => column.primaryKey())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('state_json', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('claims')
    .addColumn('key', text, (column) => column.primaryKey())
    .addColumn('user_id', text, (column) => column.notNull())
    .execute();
  await createFeedTables(db, dialect);
}

async function createEvents(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  await db.schema
    .createTable('events')
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('event_id', text, (column) => column.notNull().unique())
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('schema', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    // Opaque text: PostgreSQL's own JSON types reject what JSON allows, U+0000 for one.
    .addColumn('data_json', 'text', (column) => column.notNull())
    .addColumn('actor_id', text)
    .addColumn('correlation_id', text, (column) => column.notNull())
    .addColumn('causation_id', text)
    .addColumn('command_id', text, (column) => column.notNull())
    .addColumn('partition', 'integer', (column) => column.notNull())
    .addColumn('offset', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('events_stream', ['user_id', 'version'])
    // Holds all that the feed tells, so that reading it touches the index only.
    .addUniqueConstraint('events_feed', ['partition', 'offset', 'version', 'user_id'])
    .execute();
}

async function createFeedTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  await db.schema
    .createTable('partitions')
    .addColumn('partition', 'integer', (column) => column.primaryKey())
    .addColumn('last_offset', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('store_identity')
    .addColumn('id', 'integer', (column) => column.primaryKey())
    .addColumn('partitions', 'integer', (column) => column.notNull())
    .addColumn('key_fingerprint', text, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('feed_groups')
    .addColumn('group', text, (column) => column.notNull())
    .addColumn('partition', 'integer', (column) => column.notNull())
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addColumn('fence', 'bigint', (column) => column.notNull())
    .addColumn('applied', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('feed_groups_pk', ['group', 'partition'])
    .execute();
}
