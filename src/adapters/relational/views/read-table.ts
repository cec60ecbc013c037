import type { Guard } from '../guard.ts';
import type { RelationalDatabase } from '../relational-database.ts';

/** A table of documents that is read, and what the work on it is guarded by. */
export interface ReadTable {
  readonly database: RelationalDatabase;
  readonly table: string;
  readonly guard: Guard;
}
