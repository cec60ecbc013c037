import type { Expression, Kysely, SqlBool } from 'kysely';
import type { BuildPlace } from '../schema/build-tables.ts';
import type { Tables } from '../tables.ts';

/** What the documents of both views have. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/** A row of a table of documents, by its columns. */
export interface ViewRow extends Versioned {
  readonly [column: string]: string | number | null;
}

/** The tables of a build, and which shape they have. */
export interface ViewTable {
  readonly table: string;
  readonly shape: number;
}

/** In what the two views differ for those who write them. */
export interface ViewKind<Document extends Versioned> {
  readonly view: 'users' | 'events';
  /** The table that readers read. */
  readonly table: string;
  readonly latestShape: number;
  toRow(document: Document, shape: number): ViewRow;
  parse(json: string): Document;
  isErased(document: Document): boolean;
  /** Whether a row of this name, which may be `excluded`, is of a document that is erased. */
  erasedIn(row: string): Expression<SqlBool>;
  /** Whether there is a table of terms beside. */
  hasTerms(shape: number): boolean;
  toTerms(row: ViewRow): string;
  createTables(db: Kysely<Tables>, place: BuildPlace): Promise<void>;
}
