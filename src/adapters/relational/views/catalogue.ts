import type { Kysely } from 'kysely';
import type { RelationalDialect } from '../relational-database.ts';
import type { Tables, ViewBuildsTable, ViewsTable } from '../tables.ts';

export type ViewName = 'users' | 'events';

/** Which tables a view has. */
export type ViewState = Omit<ViewsTable, 'view'>;

/** Tables beside the current ones. */
export interface BuildEntry {
  readonly table: string;
  readonly shape: number;
  readonly finished: readonly number[];
  readonly name: string | null;
  readonly asOf: number | null;
  readonly isPublished: boolean;
}

export async function readState(db: Kysely<Tables>, view: ViewName): Promise<ViewState> {
  const row = await db.selectFrom('views').selectAll().where('view', '=', view).executeTakeFirst();
  return assertPrepared(row, view);
}

/** As it stays until the transaction ends. Others who write the view share it. */
export async function shareState(
  transaction: Kysely<Tables>,
  { views }: RelationalDialect,
  view: ViewName,
): Promise<ViewState> {
  const row = await transaction
    .selectFrom('views')
    .selectAll()
    .where('view', '=', view)
    .modifyEnd(views.forShare)
    .executeTakeFirst();
  return assertPrepared(row, view);
}

/** All there are, by their names. */
export async function readBuilds(db: Kysely<Tables>, view: ViewName): Promise<readonly BuildEntry[]> {
  const rows = await db
    .selectFrom('view_builds')
    .selectAll()
    .where('view', '=', view)
    .orderBy('name')
    .execute();
  return rows.map(toEntry);
}

export async function readBuild(db: Kysely<Tables>, table: string): Promise<BuildEntry | undefined> {
  const row = await selectBuild(db, table).executeTakeFirst();
  return row === undefined ? undefined : toEntry(row);
}

/** As it stays until the transaction ends. */
export async function lockBuild(
  transaction: Kysely<Tables>,
  { views }: RelationalDialect,
  table: string,
): Promise<BuildEntry | undefined> {
  const row = await selectBuild(transaction, table).modifyEnd(views.forUpdate).executeTakeFirst();
  return row === undefined ? undefined : toEntry(row);
}

function selectBuild(db: Kysely<Tables>, table: string) {
  return db.selectFrom('view_builds').selectAll().where('table_name', '=', table);
}

/** Enters a build under a name that no other has or had. */
export async function addBuild(
  transaction: Kysely<Tables>,
  view: ViewName,
  build: Pick<ViewBuildsTable, 'shape'> & Partial<Pick<ViewBuildsTable, 'name' | 'as_of'>>,
): Promise<string> {
  const { builds } = await transaction
    .updateTable('views')
    .set(({ eb }) => ({ builds: eb('builds', '+', 1) }))
    .where('view', '=', view)
    .returning('builds')
    .executeTakeFirstOrThrow();
  const table = `view_${view}_${builds}`;
  await transaction
    .insertInto('view_builds')
    .values({ name: null, as_of: null, ...build, table_name: table, view, finished_json: '[]', published: 0 })
    .execute();
  return table;
}

export async function removeBuild(transaction: Kysely<Tables>, table: string): Promise<void> {
  await transaction.deleteFrom('view_builds').where('table_name', '=', table).execute();
}

export async function setPending(
  transaction: Kysely<Tables>,
  view: ViewName,
  pending: Pick<ViewsTable, 'pending' | 'pending_shape'>,
): Promise<void> {
  await transaction.updateTable('views').set(pending).where('view', '=', view).execute();
}

function assertPrepared(row: ViewsTable | undefined, view: ViewName): ViewState {
  if (row === undefined) throw new Error(`The catalogue has no view of ${view}.`);
  return row;
}

function toEntry(row: ViewBuildsTable): BuildEntry {
  return {
    table: row.table_name,
    shape: row.shape,
    finished: JSON.parse(row.finished_json) as readonly number[],
    name: row.name,
    asOf: row.as_of,
    isPublished: row.published === 1,
  };
}
