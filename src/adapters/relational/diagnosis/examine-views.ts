import { type Kysely, sql } from 'kysely';
import { type Finding, fineAt, problemAt } from '../../../ports/diagnosis.ts';
import type { DialectName } from '../relational-database.ts';
import type { Tables, ViewsTable } from '../tables.ts';
import { eventKind } from '../views/event-kind.ts';
import { userKind } from '../views/user-kind.ts';
import { viewProblems } from './view-problems.ts';

const views = [
  { kind: userKind, problem: viewProblems.oldUsers },
  { kind: eventKind, problem: viewProblems.oldEvents },
];

const hasCatalogue = {
  sqlite: sql<{ found: number }>`
    select count(*) as found from sqlite_schema where type = 'table' and name = 'views'`,
  postgresql: sql<{ found: number }>`
    select case when to_regclass('views') is null then 0 else 1 end as found`,
} as const;

/** Finds nothing where no server has made its tables yet. */
export async function examineViews(
  db: Kysely<Tables>,
  dialect: DialectName,
  server: string,
): Promise<readonly Finding[]> {
  const { rows } = await hasCatalogue[dialect].execute(db);
  if (rows[0]?.found !== 1) return [];
  const states = await db.selectFrom('views').select(['view', 'shape', 'pending']).orderBy('view').execute();
  const pending = states.filter((state) => state.pending !== null).map(({ view }) => view);
  return [
    ...states.flatMap((state) => judgeShape(server, state)),
    pending.length === 0
      ? fineAt(server, viewProblems.unpublished.check, 'none')
      : problemAt(server, viewProblems.unpublished, pending.join(', ')),
  ];
}

function judgeShape(server: string, { view, shape }: Pick<ViewsTable, 'view' | 'shape'>): readonly Finding[] {
  return views
    .filter(({ kind }) => kind.view === view)
    .map(({ kind, problem }) =>
      shape < kind.latestShape
        ? problemAt(server, problem, `${shape}, and the latest is ${kind.latestShape}`)
        : fineAt(server, problem.check, String(shape)),
    );
}
