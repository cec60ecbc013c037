import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { readBuilds, readState } from './catalogue.ts';
import { removeLeftovers } from './leftovers.ts';
import type { ViewKind } from './view-kind.ts';

/** See `WritableView.expunge`. */
export async function expungeTables(
  database: RelationalDatabase,
  { view, table }: Pick<ViewKind<never>, 'view' | 'table'>,
  signal: AbortSignal,
): Promise<boolean> {
  const { db, dialect } = database;
  const guard = createGuard('views', dialect.classify, { resends: true });
  await removeLeftovers(database, view);
  const builds = await guard(() => readBuilds(db, view));
  const { pending } = await guard(() => readState(db, view));
  const others = builds.filter((build) => build.name !== null || build.table === pending);
  return guard(() => dialect.views.expunge([table, ...others.map((build) => build.table)], signal));
}
