import { type Kysely, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';

/** What is personal stands sealed in the log, and a row for each stream says all that an append has to know. */
export async function createSealedTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const [text, bytes] = [textType(dialect), dialect === 'sqlite' ? sql`blob` : sql`bytea`];
  await db.schema.alterTable('events').addColumn('sealed', bytes).execute();
  await db.schema.alterTable('events').addColumn('trace', 'text').execute();
  await db.schema
    .createTable('user_keys')
    .addColumn('user_id', text, (column) => column.primaryKey())
    .addColumn('sealed', bytes, (column) => column.notNull())
    .execute();
  await db.schema
    .createTable('streams')
    .addColumn('user_id', text, (column) => column.primaryKey())
    .addColumn('partition', 'integer', (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('snapshot_schema', 'integer')
    .addColumn('snapshot_sealed', bytes)
    .addColumn('commands_json', 'text', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('streams_of_partition')
    .on('streams')
    .columns(['partition', 'user_id'])
    .execute();
  // Snapshots were in the clear until now: each is made anew with the next append of its stream.
  await sql`
    insert into streams (user_id, partition, version, commands_json)
    select user_id, max(partition), max(version), '[]' from events group by user_id`.execute(db);
  await db.schema.dropTable('snapshots').execute();
  await db.schema
    .alterTable('partitions')
    .addColumn('trimmed_offset', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
}

/** Who reads the feeds, and whom they set aside. */
export async function createReaderTables(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  // Until now nobody took a lease but to read.
  await db.schema
    .alterTable('feed_groups')
    .addColumn('known', 'integer', (column) => column.notNull().defaultTo(1))
    .execute();
  await db.schema
    .createTable('feed_members')
    .addColumn('group', text, (column) => column.notNull())
    .addColumn('owner', text, (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('feed_members_pk', ['group', 'owner'])
    .execute();
  await db.schema
    .createTable('parked_users')
    .addColumn('group', text, (column) => column.notNull())
    .addColumn('partition', 'integer', (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('error', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('parked_users_pk', ['group', 'partition', 'user_id'])
    .execute();
}

export async function createIdempotencyTable(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await db.schema
    .createTable('idempotency_records')
    .addColumn('name', textType(dialect), (column) => column.primaryKey())
    .addColumn('sealed', 'text', (column) => column.notNull())
    .addColumn('begun_at', 'bigint', (column) => column.notNull())
    .addColumn('reply', 'text')
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('idempotency_records_by_expiry')
    .on('idempotency_records')
    .column('expires_at')
    .execute();
}
