import { Unavailable } from '../../../ports/errors.ts';
import { BuildGone } from '../../../ports/view-builds.ts';
import { createGuard, type Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { readBuilds, readState, type ViewName } from './catalogue.ts';

/** A build beside the current one. */
export interface BuildTable {
  readonly database: RelationalDatabase;
  readonly view: ViewName;
  readonly table: string;
}

/** Work on the tables of a build fails with `BuildGone` when they are not there any more. */
export function guardBuild(build: BuildTable): Guard {
  const { dialect } = build.database;
  const guard = createGuard('views', dialect.classify, { resends: true });
  return async (work) => {
    try {
      return await guard(work);
    } catch (error) {
      if (error instanceof Unavailable || (await guard(() => isThere(build)))) throw error;
      throw buildGone(build.table, error);
    }
  };
}

export function buildGone(table: string, cause?: unknown): BuildGone {
  return new BuildGone(`The build ${table} was removed, or replaced the current one already.`, { cause });
}

async function isThere({ database, view, table }: BuildTable): Promise<boolean> {
  const { pending } = await readState(database.db, view);
  if (pending === table) return true;
  return (await readBuilds(database.db, view)).some((build) => build.table === table && build.name !== null);
}
