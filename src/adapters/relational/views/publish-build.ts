import { setTimeout as pause } from 'node:timers/promises';
import type { Kysely } from 'kysely';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { addBuild, lockBuild, readState, removeBuild, type ViewState } from './catalogue.ts';
import { buildGone, guardBuild } from './guard-build.ts';
import { removeLeftovers } from './leftovers.ts';
import type { Versioned, ViewKind } from './view-kind.ts';

/**
 * For how long readers wait while the tables wait for others to finish: short at first. A vacuum ends only after a second
 * in its way.
 */
const [shortestWait, longestWait] = [50, 2_000];
const patienceMilliseconds = 120_000;

interface Publishing<Document extends Versioned> {
  readonly database: RelationalDatabase;
  readonly kind: ViewKind<Document>;
  readonly table: string;
}

/** Makes `publish` of one build: by the catalogue where it has a name, in the place of the current tables otherwise. */
export function createPublish<Document extends Versioned>(
  publishing: Publishing<Document>,
): () => Promise<void> {
  const { database, kind, table } = publishing;
  const { dialect } = database;
  const guard = guardBuild({ database, view: kind.view, table });

  return async () => {
    let isTried = false;
    await guard(() => dialect.views.settleTable(table));
    await guard(() =>
      patiently(database, async (transaction, wait) => {
        await dialect.views.excludeWriters(transaction);
        const state = await readState(transaction, kind.view);
        // The answer to the last attempt was lost.
        if (isTried && state.build === table) return;
        if (state.pending === table) await swap(publishing, { transaction, state, wait });
        else await publishNamed(publishing, transaction);
        isTried = true;
      }),
    );
    await removeLeftovers(database, kind.view);
  };
}

interface Swapping {
  readonly transaction: Kysely<Tables>;
  readonly state: ViewState;
  readonly wait: number;
}

async function swap<Document extends Versioned>(
  { database, kind, table }: Publishing<Document>,
  { transaction, state, wait }: Swapping,
): Promise<void> {
  const { views } = database.dialect;
  const old = await addBuild(transaction, kind.view, { shape: state.shape });
  await removeBuild(transaction, table);
  await transaction
    .updateTable('views')
    .set({ build: table, shape: state.pending_shape ?? state.shape, pending: null, pending_shape: null })
    .where('view', '=', kind.view)
    .execute();
  await views.lockTable(transaction, table, longestWait);
  await views.lockTable(transaction, kind.table, wait);
  await views.renameTable(transaction, kind.table, old);
  await views.renameTable(transaction, table, kind.table);
}

async function publishNamed<Document extends Versioned>(
  { database, table }: Publishing<Document>,
  transaction: Kysely<Tables>,
): Promise<void> {
  const entry = await lockBuild(transaction, database.dialect, table);
  if (entry === undefined || entry.name === null) throw buildGone(table);
  await transaction
    .updateTable('view_builds')
    .set({ published: 1 })
    .where('table_name', '=', table)
    .execute();
}

/** Again and again while others are in the way, and longer in theirs each time. */
async function patiently(
  { dialect }: RelationalDatabase,
  work: (transaction: Kysely<Tables>, wait: number) => Promise<void>,
): Promise<void> {
  const begunAt = performance.now();
  for (let wait = shortestWait; ; wait = Math.min(2 * wait, longestWait)) {
    try {
      await dialect.views.transact((transaction) => work(transaction, wait));
      return;
    } catch (error) {
      const isOver = performance.now() - begunAt > patienceMilliseconds;
      if (isOver || dialect.classify(error) !== 'collision') throw error;
    }
    // Whoever had to wait goes on meanwhile.
    await pause(wait);
  }
}
