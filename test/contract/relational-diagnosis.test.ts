import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { describe, expect, inject, onTestFinished, test } from 'vitest';
import { postgresProblems } from '../../src/adapters/relational/diagnosis/postgres-problems.ts';
import { createRelationalDiagnosis } from '../../src/adapters/relational/diagnosis/relational-diagnosis.ts';
import { sqliteProblems } from '../../src/adapters/relational/diagnosis/sqlite-problems.ts';
import { openPostgres } from '../../src/adapters/relational/postgresql/open-postgres.ts';
import type { RelationalDatabase } from '../../src/adapters/relational/relational-database.ts';
import { openSqlite } from '../../src/adapters/relational/sqlite/open-sqlite.ts';
import { fineAt, problemAt } from '../../src/ports/diagnosis.ts';
import { checksOf, findingsOf } from '../support/diagnosis.ts';
import { openFolder } from '../support/namespaces.ts';
import { startPostgres } from '../support/servers/postgres.ts';

const name = 'the database';

describe('PostgreSQL', () => {
  const server = `PostgreSQL ${name}`;

  test('as it comes is in no danger, and alone', async () => {
    const { url } = await ownPostgres({ fsync: 'on', full_page_writes: 'on' });
    const findings = await findingsOf(diagnosisOf(url));
    expect(checksOf(findings, 'danger')).toEqual([]);
    expect(checksOf(findings, 'warning')).toEqual(['standbys']);
    expect(findings['standbys']).toEqual(problemAt(server, postgresProblems.alone, '0'));
    expect(findings['role']).toEqual(fineAt(server, 'role', 'primary'));
    expect(findings['version']).toEqual(fineAt(server, 'version', expect.stringMatching(/^1[4-9]/)));
  });

  test('that does not wait for its disk is in danger', async () => {
    const { url } = await ownPostgres({
      fsync: 'off',
      full_page_writes: 'off',
      synchronous_commit: 'off',
      max_connections: '12',
    });
    const findings = await findingsOf(diagnosisOf(url));
    expect(findings['fsync']).toEqual(problemAt(server, postgresProblems.unsynced, 'off'));
    expect(findings['full_page_writes']).toEqual(problemAt(server, postgresProblems.tornPages, 'off'));
    expect(findings['synchronous_commit']).toEqual(problemAt(server, postgresProblems.committedLate, 'off'));
    expect(findings['free connections']).toEqual(
      problemAt(server, postgresProblems.crowded, expect.stringMatching(/^\d$/)),
    );
  });

  test('is examined by the settings of its user, whatever those of the server are', async () => {
    const url = new URL(inject('databaseUrl'));
    url.searchParams.set('options', '-c synchronous_commit=off');
    const findings = await findingsOf(diagnosisOf(url.href));
    expect(findings['synchronous_commit']).toEqual(problemAt(server, postgresProblems.committedLate, 'off'));
  });

  test('has a clock that can be read', async () => {
    const { clocks } = await diagnosisOf(inject('databaseUrl')).examine();
    expect(clocks).toEqual([{ server, ahead: expect.any(Number), accuracy: expect.any(Number) }]);
    expect(Math.abs(clocks[0]?.ahead ?? Number.NaN)).toBeLessThan(1_000);
  });

  test('that was stopped is in danger, said plainly', async () => {
    const stopped = await ownPostgres();
    const diagnosis = diagnosisOf(stopped.url);
    await stopped.kill();
    expect(await diagnosis.examine()).toEqual({
      findings: [
        problemAt(server, postgresProblems.unreachable, `connect ECONNREFUSED 127.0.0.1:${stopped.port}`),
      ],
      clocks: [],
    });
  });
});

describe('SQLite', () => {
  const server = `SQLite ${name}`;

  test('in a file as Gatehouse opens it is in no danger', async () => {
    const { database } = await ownSqlite();
    expect(await createRelationalDiagnosis(database, name).examine()).toEqual({
      findings: [
        fineAt(server, 'journal_mode', 'wal'),
        fineAt(server, 'synchronous', 'FULL'),
        fineAt(server, 'free disk space', expect.stringMatching(/^\d+ MiB$/)),
        fineAt(server, 'file mode', '600'),
      ],
      clocks: [],
    });
  });

  test('whose files others can read is in danger', async () => {
    const { database, file } = await ownSqlite();
    chmodSync(file, 0o644);
    const findings = await findingsOf(createRelationalDiagnosis(database, name));
    expect(findings['file mode']).toEqual(
      problemAt(server, sqliteProblems.readable, expect.stringContaining('644')),
    );
  });

  test('that does not wait for the disk is in danger', async () => {
    const { database } = await ownSqlite();
    await sql`pragma synchronous = normal`.execute(database.db);
    const findings = await findingsOf(createRelationalDiagnosis(database, name));
    expect(findings['synchronous']).toEqual(problemAt(server, sqliteProblems.unsynced, 'NORMAL'));
  });

  test('in memory is in danger', async () => {
    const database = opened(openSqlite(':memory:'));
    const findings = await findingsOf(createRelationalDiagnosis(database, name));
    expect(findings['journal_mode']).toEqual(problemAt(server, sqliteProblems.journal, 'memory'));
  });
});

async function ownPostgres(settings: Readonly<Record<string, string>> = {}) {
  const server = await startPostgres({ settings });
  onTestFinished(() => server.stop());
  return server;
}

function diagnosisOf(url: string) {
  return createRelationalDiagnosis(opened(openPostgres(url, { onError: () => undefined })), name);
}

async function ownSqlite() {
  const { settings, remove } = await openFolder();
  onTestFinished(remove);
  const file = join(settings['DATA_DIR'] ?? '', 'gatehouse.db');
  return { file, database: opened(openSqlite(file)) };
}

function opened(database: RelationalDatabase): RelationalDatabase {
  onTestFinished(() => database.close());
  return database;
}
