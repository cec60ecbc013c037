import { toSearchWords } from '../../../ports/search-words.ts';
import type { UserDocument } from '../../../ports/user-view.ts';
import type { ViewUsersTable } from '../tables.ts';

export function toUserRow(user: UserDocument): ViewUsersTable {
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
    words: wordsOf(user).join(' '),
    document_json: JSON.stringify(user),
  };
}

export function parseUserDocument(json: string): UserDocument {
  return JSON.parse(json) as UserDocument;
}

function wordsOf({ email, displayName }: UserDocument): readonly string[] {
  return [...new Set([...toSearchWords(email ?? ''), ...toSearchWords(displayName ?? '')])];
}
