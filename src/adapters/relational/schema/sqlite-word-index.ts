import { type Kysely, sql } from 'kysely';

/**
 * A full-text index on `view_users.words`, kept by triggers. The words are split and folded already, so every
 * character but the space belongs to a word: the tokenizer's own Unicode is older than the language's.
 *
 * @see https://sqlite.org/fts5.html#external_content_tables
 */
export async function createSqliteWordIndex(db: Kysely<unknown>): Promise<void> {
  await sql`
    create virtual table view_users_words using fts5(
      words, content = 'view_users', content_rowid = 'row', prefix = '1 2 3',
      tokenize = "unicode61 remove_diacritics 0 categories 'L* M* N* P* S* C*'")`.execute(db);
  const add = sql`insert into view_users_words (rowid, words) values (new.row, new.words)`;
  const drop = sql`
    insert into view_users_words (view_users_words, rowid, words) values ('delete', old.row, old.words)`;
  await sql`create trigger view_users_added after insert on view_users begin ${add}; end`.execute(db);
  await sql`create trigger view_users_dropped after delete on view_users begin ${drop}; end`.execute(db);
  await sql`
    create trigger view_users_changed after update on view_users when old.words <> new.words
    begin ${drop}; ${add}; end`.execute(db);
}
