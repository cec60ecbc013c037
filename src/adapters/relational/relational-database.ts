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
  /**
   * Work on a connection whose commits need not wait for the disk. A loss of power may undo them, the last first: what is committed
   * later and waits for the disk makes them last too. For what can be done again as long as nothing later knows of it.
   */
  withoutWaiting<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  /**
   * Work with one writing statement. On SQLite, what is asked for in one turn of the event loop waits for the disk
   * once. When that fails nothing of it is left, and each work is done again by itself.
   */
  inOneWait<Result>(work: (db: Kysely<Tables>) => Promise<Result>): Promise<Result>;
  readonly views: ViewDialect;
  /** Creates the tables or brings them up to date, also when several processes do so at once. */
  migrate(): Promise<void>;
  ping(): Promise<void>;
  classify(error: unknown): FailureKind;
}

/** What is asked of a word of a user: that it begins with `beginning`, or that it has one of the forms. */
export interface WantedWord {
  readonly beginning: string;
  readonly forms: readonly string[];
}

/** Users who are about to be written. */
export interface WriteUsers {
  /** The words of each, by id. */
  readonly words: ReadonlyMap<string, string>;
  /** Writes them. Answers the ids of those who were written. */
  upsert(): Promise<readonly string[]>;
}

/** A row of the table of terms: the words of a user, and the forms of similar ones. */
export interface UserTerms {
  readonly id: string;
  /** With a space between. */
  readonly words: string;
  /** With a space between, and a tilde before each form. */
  readonly terms: string;
}

/**
 * What the two do differently for views. The terms of the users in a table stand in one of its own, whose name ends with
 * `_words`: a login changes a user's row, and would change every term's place in the index too.
 */
export interface ViewDialect {
  /** Whether the user has every word. They hold letters and digits only. */
  matchesWords(table: string, words: readonly WantedWord[]): Expression<SqlBool>;
  hasRole(table: string, role: string): Expression<SqlBool>;
  /** The month that the column `at` is in: when it begins. */
  readonly monthOfEvent: RawBuilder<number>;

  /** To be awaited between the transactions of bulk work: lets others write who wait for their turn. */
  letOthersWrite(): Promise<void>;
  /**
   * Work in one transaction, beside which nobody else writes on SQLite.
   * @param on a connection to use; any if left out
   */
  transact<Result>(
    work: (transaction: Kysely<Tables>) => Promise<Result>,
    on?: Kysely<Tables>,
  ): Promise<Result>;
  /** Waits for every write of a view, and lets none begin before the transaction ends. */
  excludeWriters(transaction: Kysely<Tables>): Promise<void>;
  /** What a query ends with that shares its rows with others who do, and keeps off who changes them. */
  readonly forShare: RawBuilder<unknown>;
  readonly forUpdate: RawBuilder<unknown>;

  /** Writes users. Answers the ids of those who were written and whose words were others before. */
  findReworded(transaction: Kysely<Tables>, table: string, write: WriteUsers): Promise<ReadonlySet<string>>;
  putTerms(transaction: Kysely<Tables>, table: string, terms: readonly UserTerms[]): Promise<void>;
  removeTerms(transaction: Kysely<Tables>, table: string, ids: readonly string[]): Promise<void>;

  /** Lets nobody read or write a table of documents. Fails with a collision when others do for longer than that. */
  lockTable(transaction: Kysely<Tables>, table: string, milliseconds: number): Promise<void>;
  /** Gives a table another name, and what belongs to it. */
  renameTable(transaction: Kysely<Tables>, from: string, to: string): Promise<void>;
  /** See `WritableView.expunge`: of these tables. */
  expunge(tables: readonly string[], signal: AbortSignal): Promise<boolean>;
  /** Makes a table that was filled ready for its readers. */
  settleTable(table: string): Promise<void>;
  /** Removes a table that nobody reads any more, and holds nobody up; `forget` is part of the last step. */
  dropTable(table: string, forget: (transaction: Kysely<Tables>) => Promise<void>): Promise<void>;
}

/**
 * - `unavailable`: the database cannot be reached or cannot work now.
 * - `broken`: the connection ended in the middle. What was asked may have happened or not, and another
 *   connection may work at once.
 * - `collision`: another transaction was in the way; nothing happened, and the same may work at once.
 * - `other`: a mistake in what was asked.
 */
export type FailureKind = 'unavailable' | 'broken' | 'collision' | 'other';
