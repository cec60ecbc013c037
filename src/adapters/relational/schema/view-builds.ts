import { type Kysely, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { createUserTables } from './build-tables.ts';
import { textType } from './text-type.ts';

/**
 * Views can be built anew beside what is read. A view of users that holds any goes on in its shape until it is; an empty one
 * begins in the new shape.
 */
export async function createViewBuilds(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  await createCatalogue(db, dialect);
  // On SQLite the migration writes alone.
  if (dialect === 'postgresql') await sql`lock table view_users in access exclusive mode`.execute(db);
  const { rows } = await sql`select 1 from view_users limit 1`.execute(db);
  const hasUsers = rows.length > 0;
  if (hasUsers) await keepUsers(db, dialect);
  else await replaceUsers(db, dialect);
  const [build, shape, builds] = hasUsers ? ['view_users', 1, 0] : ['view_users_1', 2, 1];
  await sql`
    insert into views (view, build, shape, builds) values
      ('users', ${build}, ${sql.lit(shape)}, ${sql.lit(builds)}), ('events', 'view_events', 1, 0)`.execute(
    db,
  );
}

async function createCatalogue(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  const text = textType(dialect);
  await db.schema
    .createTable('views')
    .addColumn('view', text, (column) => column.primaryKey())
    .addColumn('build', text, (column) => column.notNull())
    .addColumn('shape', 'integer', (column) => column.notNull())
    .addColumn('builds', 'integer', (column) => column.notNull())
    .addColumn('pending', text)
    .addColumn('pending_shape', 'integer')
    .execute();
  await db.schema
    .createTable('view_builds')
    .addColumn('table_name', text, (column) => column.primaryKey())
    .addColumn('view', text, (column) => column.notNull())
    .addColumn('finished_json', 'text', (column) => column.notNull())
    .addColumn('name', text)
    .addColumn('as_of', 'bigint')
    .addColumn('shape', 'integer', (column) => column.notNull())
    .addColumn('published', 'integer', (column) => column.notNull())
    .addUniqueConstraint('view_builds_named', ['view', 'name'])
    .execute();
}

/** On PostgreSQL the words were a column of the users; they are asked for as if they had a table of their own. */
async function keepUsers(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  if (dialect === 'sqlite') return;
  await sql`alter index view_users_words rename to view_users_by_words`.execute(db);
  await sql`create view view_users_words as select id, word_vector as terms from view_users`.execute(db);
}

async function replaceUsers(db: Kysely<unknown>, dialect: DialectName): Promise<void> {
  if (dialect === 'sqlite') await db.schema.dropTable('view_users_words').execute();
  await db.schema.dropTable('view_users').execute();
  await createUserTables(db, { dialect, table: 'view_users', build: 'view_users_1' });
}
