import { type Kysely, sql } from 'kysely';
import type { Tables } from '../tables.ts';

/**
 * Empties SQLite's log of writes now and then, until it is told to end. What was overwritten or deleted stands there until
 * then: SQLite begins the log anew by itself, and leaves in its file what was longer before.
 */
export function shortenLog(db: Kysely<Tables>, everyMilliseconds: number): () => void {
  const timer = setInterval(() => void shorten(db), everyMilliseconds);
  timer.unref();
  return () => clearInterval(timer);
}

async function shorten(db: Kysely<Tables>): Promise<void> {
  try {
    await sql`pragma wal_checkpoint(truncate)`.execute(db);
  } catch {
    // Nothing is lost with it: another process is in the way, or the database was just closed.
  }
}
