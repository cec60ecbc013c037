import { DocumentRefused } from '../../ports/errors.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { FailedUser } from './projection.ts';

/** Writes the documents, and answers with the users of those that the view refuses for good. */
export async function writeOthers<Document extends { readonly id: string }>(
  view: { write(documents: readonly Document[]): Promise<void> },
  documents: readonly Document[],
  userOf: (document: Document) => UserId,
): Promise<readonly FailedUser[]> {
  try {
    await view.write(documents);
    return [];
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    const refused = documents.filter(({ id }) => error.ids.includes(id));
    return [...new Set(refused.map(userOf))].map((userId) => ({ userId, error }));
  }
}
