import { existsSync, statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { type Examination, type Finding, fineAt, problemAt } from '../../../ports/diagnosis.ts';
import type { Tables } from '../tables.ts';
import { sqliteProblems as problems } from './sqlite-problems.ts';

const mebibyte = 2 ** 20;
const [nearlyFull, full] = [1_024 * mebibyte, 100 * mebibyte];
/** The numbers by which SQLite tells of `synchronous`, and from which on a commit is on the disk. */
const syncNames = ['OFF', 'NORMAL', 'FULL', 'EXTRA'];
const syncedFrom = 2;

/** Has no clock of its own: it is this machine's. */
export async function examineSqlite(db: Kysely<Tables>, server: string): Promise<Examination> {
  const journal = await sql<{ readonly journal_mode: string }>`pragma journal_mode`.execute(db);
  const sync = await sql<{ readonly synchronous: number }>`pragma synchronous`.execute(db);
  const list = await sql<{ readonly name: string; readonly file: string }>`pragma database_list`.execute(db);
  const file = list.rows.find(({ name }) => name === 'main')?.file ?? '';
  return {
    findings: [
      judgeJournal(server, journal.rows[0]?.journal_mode ?? 'unknown'),
      judgeSync(server, sync.rows[0]?.synchronous ?? 0),
      ...(file === '' ? [] : [judgeSpace(server, file), judgeModes(server, file)]),
    ],
    clocks: [],
  };
}

function judgeJournal(server: string, mode: string): Finding {
  return mode === 'wal'
    ? fineAt(server, problems.journal.check, mode)
    : problemAt(server, problems.journal, mode);
}

function judgeSync(server: string, level: number): Finding {
  const found = syncNames[level] ?? String(level);
  return level >= syncedFrom
    ? fineAt(server, problems.unsynced.check, found)
    : problemAt(server, problems.unsynced, found);
}

function judgeSpace(server: string, file: string): Finding {
  const { bavail, bsize } = statfsSync(dirname(file));
  const free = bavail * bsize;
  const found = `${Math.floor(free / mebibyte)} MiB`;
  if (free < full) return problemAt(server, problems.full, found);
  if (free < nearlyFull) return problemAt(server, problems.nearlyFull, found);
  return fineAt(server, problems.full.check, found);
}

function judgeModes(server: string, file: string): Finding {
  const files = ['', '-wal', '-shm'].map((end) => `${file}${end}`).filter((path) => existsSync(path));
  const modes = files.map((path) => statSync(path).mode & 0o777);
  const found = [...new Set(modes.map((mode) => mode.toString(8).padStart(3, '0')))].join(', ');
  return modes.every((mode) => (mode & 0o077) === 0)
    ? fineAt(server, problems.readable.check, found)
    : problemAt(server, problems.readable, found);
}
