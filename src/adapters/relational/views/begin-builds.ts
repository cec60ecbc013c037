import type { Kysely } from 'kysely';
import { NameTaken } from '../../../ports/view-builds.ts';
import type { RelationalDialect } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { addBuild, type BuildEntry, readBuilds, readState, setPending, type ViewName } from './catalogue.ts';
import type { Versioned, ViewKind } from './view-kind.ts';

interface Beginning<Document extends Versioned> {
  /** In which nobody else changes the catalogue, or writes the view. */
  readonly transaction: Kysely<Tables>;
  readonly dialect: RelationalDialect;
  readonly kind: ViewKind<Document>;
}

/** Begins the build that is to replace the current one, or goes on with it. Answers its table. */
export async function beginPending<Document extends Versioned>({
  transaction,
  dialect,
  kind,
}: Beginning<Document>): Promise<string> {
  const { view, latestShape: shape } = kind;
  const state = await readState(transaction, view);
  if (state.pending !== null && state.pending_shape === shape) return state.pending;
  const table = await addBuild(transaction, view, { shape });
  await kind.createTables(transaction, { dialect: dialect.name, table, build: table });
  await setPending(transaction, view, { pending: table, pending_shape: shape });
  return table;
}

/** Begins a build as of an instant, or goes on with it. Answers its table. @throws NameTaken */
export async function beginNamed<Document extends Versioned>(
  { transaction, dialect, kind }: Beginning<Document>,
  name: string,
  asOf: number,
): Promise<string> {
  const { view, latestShape: shape } = kind;
  const known = (await readBuilds(transaction, view)).find((build) => build.name === name);
  if (known !== undefined) {
    assertSame(known, asOf);
    if (known.shape === shape) return known.table;
    await forgetName(transaction, view, name);
  }
  const table = await addBuild(transaction, view, { shape, name, as_of: asOf });
  await kind.createTables(transaction, { dialect: dialect.name, table, build: table });
  return table;
}

/** Leaves a build as of an instant to be removed. Answers whether there was one. */
export async function forgetName(
  transaction: Kysely<Tables>,
  view: ViewName,
  name: string,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('view_builds')
    .set({ name: null })
    .where('view', '=', view)
    .where('name', '=', name)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

function assertSame({ name, asOf, isPublished }: BuildEntry, wanted: number): void {
  if (isPublished) throw new NameTaken(`There is a view ${name} already.`);
  if (asOf === wanted) return;
  const instant = new Date(asOf ?? 0).toISOString();
  throw new NameTaken(`A view ${name} was begun as of another instant: ${instant}.`);
}
