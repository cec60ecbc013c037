import { type Kysely, sql } from 'kysely';
import type { ViewBuild } from '../../../ports/view-builds.ts';
import { chunksOf } from '../chunks.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { type BuildEntry, lockBuild, readBuild, shareState } from './catalogue.ts';
import { getByIds } from './get-by-ids.ts';
import { buildGone, guardBuild } from './guard-build.ts';
import { newestById } from './newest-by-id.ts';
import { createPublish } from './publish-build.ts';
import { putDocuments } from './put-documents.ts';
import type { Versioned, ViewKind } from './view-kind.ts';

export interface OpenedBuild<Document extends Versioned> {
  readonly database: RelationalDatabase;
  readonly kind: ViewKind<Document>;
  readonly table: string;
  /** When it was opened. */
  readonly finished: readonly number[];
}

export function createBuild<Document extends Versioned>(build: OpenedBuild<Document>): ViewBuild<Document> {
  const { database, kind, table, finished } = build;
  const { db, dialect } = database;
  const guard = guardBuild({ database, view: kind.view, table });
  const change = (work: (transaction: Kysely<Tables>, entry: BuildEntry) => Promise<void>) =>
    guard(() =>
      dialect.views.transact(async (transaction) => {
        // Nobody removes or publishes it as long as this is shared.
        const { pending } = await shareState(transaction, dialect, kind.view);
        const entry = await readBuild(transaction, table);
        if (entry === undefined || (entry.name === null && pending !== table)) throw buildGone(table);
        await work(transaction, entry);
      }),
    );

  return {
    index: table,
    finished,
    write: async (documents) => {
      for (const chunk of chunksOf(newestById(kind, documents))) {
        await change(async (transaction, { shape }) => {
          const to = { table, shape };
          await putDocuments({ transaction, dialect, kind, to }, chunk, 'newer');
        });
        await dialect.views.letOthersWrite();
      }
    },
    get: (ids) => guard(() => getByIds({ db, table, ids }, kind.parse)),
    count: () =>
      guard(async () => {
        const { rows } = await sql<{ count: number }>`
          select count(*) as count from ${sql.table(table)}`.execute(db);
        return rows[0]?.count ?? 0;
      }),
    finish: (partition) =>
      change(async (transaction) => {
        const entry = await lockBuild(transaction, dialect, table);
        const partitions = [...new Set([...(entry?.finished ?? []), partition])].sort((a, b) => a - b);
        await transaction
          .updateTable('view_builds')
          .set({ finished_json: JSON.stringify(partitions) })
          .where('table_name', '=', table)
          .execute();
      }),
    publish: createPublish({ database, kind, table }),
  };
}
