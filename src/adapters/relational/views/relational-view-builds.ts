import type { Kysely } from 'kysely';
import type { NamedBuild, ViewBuild, ViewBuilds } from '../../../ports/view-builds.ts';
import { createGuard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { beginNamed, beginPending, forgetName } from './begin-builds.ts';
import { createBuild } from './build.ts';
import { type BuildEntry, readBuilds, readState, setPending } from './catalogue.ts';
import { guardBuild } from './guard-build.ts';
import { removeLeftovers } from './leftovers.ts';
import type { ReadTable } from './read-table.ts';
import type { Versioned, ViewKind } from './view-kind.ts';
import { writeNamed } from './write-named.ts';

interface Deps<Document extends Versioned, Reader> {
  readonly database: RelationalDatabase;
  readonly kind: ViewKind<Document>;
  readonly createReader: (read: ReadTable) => Reader;
}

export function createRelationalViewBuilds<Document extends Versioned, Reader>({
  database,
  kind,
  createReader,
}: Deps<Document, Reader>): ViewBuilds<Document, Reader> {
  const { db, dialect } = database;
  const { view } = kind;
  const guard = createGuard('views', dialect.classify, { resends: true });

  /** Changes the catalogue while nobody writes the view, and then removes what is not needed any more. */
  async function change<Result>(work: (transaction: Kysely<Tables>) => Promise<Result>): Promise<Result> {
    const result = await guard(() =>
      dialect.views.transact(async (transaction) => {
        await dialect.views.excludeWriters(transaction);
        return work(transaction);
      }),
    );
    await removeLeftovers(database, view);
    return result;
  }

  async function open(begin: (transaction: Kysely<Tables>) => Promise<string>): Promise<ViewBuild<Document>> {
    const table = await change(begin);
    const build = (await guard(() => readBuilds(db, view))).find((each) => each.table === table);
    return createBuild({ database, kind, table, finished: build?.finished ?? [] });
  }

  return {
    current: () =>
      guard(async () => {
        const { build, shape } = await readState(db, view);
        return { index: build, shape, latestShape: kind.latestShape };
      }),
    pending: () =>
      guard(async () => {
        const { pending } = await readState(db, view);
        const build = (await readBuilds(db, view)).find(({ table }) => table === pending);
        return build === undefined ? null : { index: build.table, finished: build.finished };
      }),
    begin: () => open((transaction) => beginPending({ transaction, dialect, kind })),
    abandon: () =>
      change((transaction) => setPending(transaction, view, { pending: null, pending_shape: null })),

    beginNamed: (name, asOf) => open((transaction) => beginNamed({ transaction, dialect, kind }, name, asOf)),
    named: () => guard(async () => toNamedBuilds(await readBuilds(db, view))),
    openNamed: (name) =>
      guard(async () => {
        const builds = await readBuilds(db, view);
        const table = builds.find((build) => build.name === name && build.isPublished)?.table;
        if (table === undefined) return null;
        return createReader({ database, table, guard: guardBuild({ database, view, table }) });
      }),
    writeNamed: (name, documents) => writeNamed({ database, kind, guard, name }, documents),
    dropNamed: (name) => change((transaction) => forgetName(transaction, view, name)),
  };
}

function toNamedBuilds(builds: readonly BuildEntry[]): readonly NamedBuild[] {
  return builds.flatMap(({ name, asOf, table: index, isPublished }) =>
    name === null || asOf === null ? [] : [{ name, asOf, index, isPublished }],
  );
}
