import { type RawBuilder, sql } from 'kysely';
import type { DialectName } from '../relational-database.ts';

/** Text that compares by its code points, whatever the locale of the database. */
export function textType(dialect: DialectName): RawBuilder<unknown> {
  return dialect === 'sqlite' ? sql`text` : sql`text collate "C"`;
}
