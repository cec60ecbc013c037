import type { Expression, Kysely, RawBuilder, SqlBool } from 'kysely';
import type { Tables } from './tables.ts';

/** An open database, whichever of the two it is. Whoever opened it closes it. */
export interface RelationalDatabase {
  readonly db: Kysely<Tables>;
  readonly dialect: RelationalDialect;
  close(): Promise<void>;
}

export type DialectName = 'sqlite' | 'postgresql';

/** All in which SQLite and PostgreSQL differ. */
export interface RelationalDialect {
  readonly name: DialectName;
  /** How often to look for what other processes wrote. */
  readonly pollMilliseconds: number;
  /** The present instant by the one clock that all processes on this database share. */
  now(): RawBuilder<number>;
  /** Whether every word begins a word of the user. The words hold letters and digits only. */
  matchesWords(words: readonly string[]): Expression<SqlBool>;
  hasRole(role: string): Expression<SqlBool>;
  /** Creates the tables or brings them up to date, also when several processes do so at once. */
  migrate(): Promise<void>;
  ping(): Promise<void>;
  classify(error: unknown): FailureKind;
}

/**
 * - `unavailable`: the database cannot be reached or cannot work now.
 * - `broken`: the connection ended in the middle. What was asked may have happened or not, and another
 *   connection may work at once.
 * - `collision`: another transaction was in the way; nothing happened, and the same may work at once.
 * - `other`: a mistake in what was asked.
 */
export type FailureKind = 'unavailable' | 'broken' | 'collision' | 'other';
