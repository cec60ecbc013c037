import type { FailureKind } from '../relational-database.ts';

/** SQLITE_PERM, BUSY, LOCKED, NOMEM, READONLY, INTERRUPT, IOERR, CORRUPT, FULL, CANTOPEN, PROTOCOL, NOTADB. */
const unavailable = new Set([3, 5, 6, 7, 8, 9, 10, 11, 13, 14, 15, 26]);

/** @see https://sqlite.org/rescode.html for the numbers, whose low byte is the primary code */
export function classifySqliteFailure(error: unknown): FailureKind {
  if (!(error instanceof Error)) return 'other';
  const code = primaryCode(error);
  return isClosed(error) || (code !== undefined && unavailable.has(code)) ? 'unavailable' : 'other';
}

/** Whether another connection holds the lock that was asked for. */
export function isBusy(error: unknown): boolean {
  const sqliteBusy = 5;
  return error instanceof Error && primaryCode(error) === sqliteBusy;
}

function primaryCode(error: Error): number | undefined {
  return 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
}

function isClosed(error: Error): boolean {
  return error.message === 'database is not open' || error.message === 'driver has already been destroyed';
}
