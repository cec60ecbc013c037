import type { FailureKind } from '../relational-database.ts';

/** SQLITE_BUSY, LOCKED, SCHEMA: another connection writes, or replaced a table in that moment. */
const collisions = new Set([5, 6, 17]);
/** SQLITE_PERM, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. */
const unavailable = new Set([3, 7, 8, 9, 10, 11, 13, 14, 15, 26]);

/** @see https://sqlite.org/rescode.html for the numbers, whose low byte is the primary code */
export function classifySqliteFailure(error: unknown): FailureKind {
  if (!(error instanceof Error)) return 'other';
  const code = primaryCode(error);
  if (collisions.has(code)) return 'collision';
  return isClosed(error) || unavailable.has(code) ? 'unavailable' : 'other';
}

function primaryCode(error: Error): number {
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : 0;
}

function isClosed(error: Error): boolean {
  return error.message === 'database is not open' || error.message === 'driver has already been destroyed';
}
