import type { RelationalDatabase } from '../relational-database.ts';
import { readBuilds, readState, removeBuild, type ViewName } from './catalogue.ts';

/** Removes the tables that nobody reads or fills any more, also those that a crash left behind. */
export async function removeLeftovers({ db, dialect }: RelationalDatabase, view: ViewName): Promise<void> {
  try {
    // In this order: what is begun in between is no leftover.
    const builds = await readBuilds(db, view);
    const { pending } = await readState(db, view);
    for (const { table, name } of builds) {
      if (name !== null || table === pending) continue;
      await dialect.views.dropTable(table, (transaction) => removeBuild(transaction, table));
    }
  } catch {
    // They stay in the catalogue, and whoever changes it next removes them: what was asked for is done already.
  }
}
