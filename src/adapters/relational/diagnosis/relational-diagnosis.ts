import { type Diagnosis, problemAt } from '../../../ports/diagnosis.ts';
import type { RelationalDatabase } from '../relational-database.ts';
import { examinePostgres } from './examine-postgres.ts';
import { examineSqlite } from './examine-sqlite.ts';
import { examineViews } from './examine-views.ts';
import { postgresProblems } from './postgres-problems.ts';
import { sqliteProblems } from './sqlite-problems.ts';

const kinds = {
  postgresql: { title: 'PostgreSQL', examine: examinePostgres, failure: postgresProblems.unreachable },
  sqlite: { title: 'SQLite', examine: examineSqlite, failure: sqliteProblems.unreadable },
} as const;

/** Examines a database. `name` is what to call it: nothing secret. */
export function createRelationalDiagnosis(database: RelationalDatabase, name: string): Diagnosis {
  const { db, dialect } = database;
  const { title, examine, failure } = kinds[dialect.name];
  const server = `${title} ${name}`;
  return {
    async examine() {
      try {
        const { findings, clocks } = await examine(db, server);
        return { findings: [...findings, ...(await examineViews(db, dialect.name, server))], clocks };
      } catch (error) {
        return { findings: [problemAt(server, failure, reasonOf(error))], clocks: [] };
      }
    },
  };
}

/** A host with several addresses fails with several errors at once, and with no words of its own. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
