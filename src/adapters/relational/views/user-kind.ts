import { sql } from 'kysely';
import type { UserDocument } from '../../../ports/user-view.ts';
import { createUserTables } from '../schema/build-tables.ts';
import { splitInShapeOne, toTerms, wordsOf } from './user-words.ts';
import type { ViewKind, ViewRow } from './view-kind.ts';

/**
 * - 1: words as they were split at first, in the table of the users itself.
 * - 2: words as `toIndexWords` gives them and the forms that similar words share, in a table of terms.
 */
export const userKind: ViewKind<UserDocument> = {
  view: 'users',
  table: 'view_users',
  latestShape: 2,
  toRow: toUserRow,
  parse: parseUserDocument,
  isErased: ({ status }) => status === 'ERASED',
  erasedIn: (row) => sql`${sql.ref(`${row}.status`)} = 'ERASED'`,
  hasTerms: (shape) => shape > 1,
  toTerms: ({ words }) => toTerms(String(words)),
  createTables: createUserTables,
};

function toUserRow(user: UserDocument, shape: number): ViewRow {
  const words = shape === 1 ? wordsOf(user, splitInShapeOne) : wordsOf(user);
  return {
    id: user.id,
    version: user.version,
    email: user.email ?? '',
    email_verified: user.emailVerified ? 1 : 0,
    status: user.status,
    roles_json: JSON.stringify(user.roles),
    registered_at: user.registeredAt,
    last_login_at: user.lastLoginAt ?? 0,
    login_count: user.loginCount,
    words: words.join(' '),
    document_json: JSON.stringify(user),
  };
}

function parseUserDocument(json: string): UserDocument {
  return JSON.parse(json) as UserDocument;
}
