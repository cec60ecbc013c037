import type { Kysely } from 'kysely';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { readBuilds, readState, removeBuild, type ViewName } from './catalogue.ts';

/** Removes the tables that nobody reads or fills any more, also those that a crash left behind. */
export async function removeLeftovers({ db, dialect }: RelationalDatabase, view: ViewName): Promise<void> {
  const guard = createGuard('views', dialect.classify, { resends: true });
  const leftovers = await orNothing(() => guard(() => findLeftovers(db, view)));
  for (const table of leftovers ?? []) {
    await orNothing(() =>
      guard(() => dialect.views.dropTable(table, (transaction) => removeBuild(transaction, table))),
    );
  }
}

async function findLeftovers(db: Kysely<Tables>, view: ViewName): Promise<readonly string[]> {
  // In this order: what is begun in between is no leftover.
  const builds = await readBuilds(db, view);
  const { pending } = await readState(db, view);
  return builds.filter(({ table, name }) => name === null && table !== pending).map(({ table }) => table);
}

async function orNothing<Result>(work: () => Promise<Result>): Promise<Result | undefined> {
  try {
    return await work();
  } catch {
    // What is left stays in the catalogue, and whoever changes it next removes it: what was asked for is done already.
    return undefined;
  }
}
