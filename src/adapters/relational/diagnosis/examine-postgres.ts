import { type Kysely, sql } from 'kysely';
import {
  type Examination,
  type Finding,
  fineAt,
  type Problem,
  problemAt,
  readClock,
} from '../../../ports/diagnosis.ts';
import type { Tables } from '../tables.ts';
import { postgresProblems as problems } from './postgres-problems.ts';

const oldestVersion = 140_000;
/** As many as the pool of one process takes. */
const needed = 15;

interface Row {
  readonly version: string;
  readonly version_number: number;
  readonly standby: boolean;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly synchronous_commit: string;
  readonly standbys: number;
  readonly synchronous_standby_names: string;
  readonly free: number;
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly now: number;
}

/** The settings as they are for this user and this database. */
const question = sql<Row>`
  select
    current_setting('server_version') as version,
    current_setting('server_version_num')::int as version_number,
    pg_is_in_recovery() as standby,
    current_setting('fsync') as fsync,
    current_setting('full_page_writes') as full_page_writes,
    current_setting('synchronous_commit') as synchronous_commit,
    (select count(*)::int from pg_stat_replication) as standbys,
    current_setting('synchronous_standby_names') as synchronous_standby_names,
    current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int
      - coalesce(current_setting('reserved_connections', true), '0')::int
      - (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as free,
    (extract(epoch from clock_timestamp()) * 1000)::float8 as now`;

/** Rejects as the client does when the server cannot be reached. */
export async function examinePostgres(db: Kysely<Tables>, server: string): Promise<Examination> {
  // The first question also makes the connection, which takes time that the clock must not be read in.
  await sql`select 1`.execute(db);
  const before = Date.now();
  const { rows } = await question.execute(db);
  const after = Date.now();
  const [row] = rows;
  if (row === undefined) throw new Error('PostgreSQL answered nothing.');
  return { findings: judge(server, row), clocks: [readClock(server, { shown: row.now, before, after })] };
}

function judge(server: string, row: Row): readonly Finding[] {
  const either = (isFine: boolean, problem: Problem, found: string) =>
    isFine ? fineAt(server, problem.check, found) : problemAt(server, problem, found);
  return [
    either(row.version_number >= oldestVersion, problems.old, row.version),
    either(!row.standby, problems.standby, row.standby ? 'standby' : 'primary'),
    either(row.fsync === 'on', problems.unsynced, row.fsync),
    either(row.full_page_writes === 'on', problems.tornPages, row.full_page_writes),
    either(row.synchronous_commit !== 'off', problems.committedLate, row.synchronous_commit),
    ...judgeStandbys(server, row),
    either(row.free >= needed, problems.crowded, String(row.free)),
  ];
}

/** What each value of synchronous_commit waits for at a standby: `on` its disk, `remote_write` its memory. */
const waitsForStandby = new Set(['on', 'remote_apply', 'remote_write']);

function judgeStandbys(server: string, row: Row): readonly Finding[] {
  const { standbys, synchronous_standby_names: names, synchronous_commit: commit } = row;
  if (row.standby) return [];
  if (standbys === 0) return [problemAt(server, problems.alone, '0')];
  const found = names === '' ? 'empty' : `${names}, with synchronous_commit ${commit}`;
  const isConfirmed = names !== '' && waitsForStandby.has(commit);
  return [
    fineAt(server, problems.alone.check, String(standbys)),
    isConfirmed
      ? fineAt(server, problems.unconfirmed.check, found)
      : problemAt(server, problems.unconfirmed, found),
  ];
}
