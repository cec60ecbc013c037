import { type Kysely, sql } from 'kysely';
import type { WritableView } from '../../../ports/writable-view.ts';
import { chunksOf } from '../chunks.ts';
import { createGuard, type Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import type { Tables } from '../tables.ts';
import { shareState } from './catalogue.ts';
import { expungeTables } from './expunge-tables.ts';
import { getByIds } from './get-by-ids.ts';
import { newestById } from './newest-by-id.ts';
import { type Precedence, putDocuments, removeDocuments, type Writing } from './put-documents.ts';
import type { Versioned, ViewKind, ViewTable } from './view-kind.ts';

const pageSize = 500;

/** A view as it is written, and read by id. */
export function createRelationalView<Document extends Versioned>(
  database: RelationalDatabase,
  kind: ViewKind<Document>,
): WritableView<Document> {
  const { db, dialect } = database;
  const guard = createGuard('views', dialect.classify, { resends: true });

  async function put(documents: readonly Document[], precedence: Precedence): Promise<void> {
    for (const chunk of chunksOf(newestById(kind, documents))) {
      const work = (writing: Writing<Document>) => putDocuments(writing, chunk, precedence);
      // What follows the log is written again if it is lost: what acknowledges it is lost then too. What mends the view is not.
      await guard(() =>
        precedence === 'newer' ? dialect.withoutWaiting((on) => change(work, on)) : change(work),
      );
    }
  }

  /** Changes the pending build, where there is one, and then the current one. */
  function change(work: (writing: Writing<Document>) => Promise<void>, on?: Kysely<Tables>): Promise<void> {
    return dialect.views.transact(async (transaction) => {
      const state = await shareState(transaction, dialect, kind.view);
      for (const to of [...pendingOf(state), { table: kind.table, shape: state.shape }]) {
        await work({ transaction, dialect, kind, to });
      }
    }, on);
  }

  return {
    prepare: () => guard(() => dialect.migrate()),
    write: (documents) => put(documents, 'newer'),
    get: (ids) => guard(() => getByIds({ db, table: kind.table, ids }, kind.parse)),
    scan: () => scan({ db, guard, kind }),
    overwrite: (documents) => put(documents, 'same or newer'),
    remove: async (ids) => {
      for (const chunk of chunksOf([...new Set(ids)].sort())) {
        await guard(() => change((writing) => removeDocuments(writing, chunk)));
      }
    },
    expunge: (signal) => expungeTables(database, kind, signal),
    // A row is found by searches as soon as it is written.
    refresh: async () => undefined,
    ping: () => guard(() => dialect.ping()),
  };
}

function pendingOf({
  pending: table,
  pending_shape: shape,
}: {
  readonly pending: string | null;
  readonly pending_shape: number | null;
}): readonly ViewTable[] {
  return table === null || shape === null ? [] : [{ table, shape }];
}

interface Scanning<Document extends Versioned> {
  readonly db: Kysely<Tables>;
  readonly guard: Guard;
  readonly kind: ViewKind<Document>;
}

interface Scanned {
  readonly id: string;
  readonly document_json: string;
}

async function* scan<Document extends Versioned>(
  scanning: Scanning<Document>,
): AsyncIterable<readonly Document[]> {
  const { guard, kind } = scanning;
  let page = await guard(() => readBehind('', scanning));
  while (page.length > 0) {
    yield page.map((row) => kind.parse(row.document_json));
    const last = page.at(-1)?.id ?? '';
    page = await guard(() => readBehind(last, scanning));
  }
}

async function readBehind<Document extends Versioned>(
  id: string,
  { db, kind }: Scanning<Document>,
): Promise<readonly Scanned[]> {
  const { rows } = await sql<Scanned>`
    select id, document_json from ${sql.table(kind.table)} where id > ${id}
    order by id limit ${pageSize}`.execute(db);
  return rows;
}
