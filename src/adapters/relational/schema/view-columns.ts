import type { CreateTableBuilder } from 'kysely';
import type { DialectName } from '../relational-database.ts';
import { textType } from './text-type.ts';

type Table = CreateTableBuilder<string, string>;

/** What users of the shapes 1 and 2 have beside their id. A migration is made of it: another shape has columns of its own. */
export function withUserColumns(table: Table, dialect: DialectName): Table {
  const text = textType(dialect);
  return table
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('email', text, (column) => column.notNull())
    .addColumn('email_verified', 'integer', (column) => column.notNull())
    .addColumn('status', text, (column) => column.notNull())
    .addColumn('roles_json', 'text', (column) => column.notNull())
    .addColumn('registered_at', 'bigint', (column) => column.notNull())
    .addColumn('last_login_at', 'bigint', (column) => column.notNull())
    .addColumn('login_count', 'integer', (column) => column.notNull())
    .addColumn('words', 'text', (column) => column.notNull())
    .addColumn('document_json', 'text', (column) => column.notNull());
}

/** What events of shape 1 have beside their id. A migration is made of it: another shape has columns of its own. */
export function withEventColumns(table: Table, dialect: DialectName): Table {
  const text = textType(dialect);
  return table
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('user_id', text, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .addColumn('login_outcome', text)
    .addColumn('document_json', 'text', (column) => column.notNull());
}

/** What tables of events got later: 1 for a document that was made after its user was erased. */
export function withErasure(table: Table): Table {
  return table.addColumn('erased', 'integer', (column) => column.notNull().defaultTo(0));
}
