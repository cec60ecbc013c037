import { DocumentRefused } from '../../ports/errors.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import type { Folded } from '../folding/fold.ts';
import type { FailedUser } from './projection.ts';

/** Writes the documents, and answers with those who could not be folded, or whose documents the view refuses for good. */
export async function writeFolded<Document extends { readonly id: string }>(
  view: { write(documents: readonly Document[]): Promise<void> },
  { documents, failed }: Folded<Document>,
  userOf: (document: Document) => UserId,
): Promise<readonly FailedUser[]> {
  if (documents.length === 0) return failed;
  try {
    await view.write(documents);
    return failed;
  } catch (error) {
    if (!(error instanceof DocumentRefused)) throw error;
    const refused = new Set(error.ids);
    const users = documents.filter(({ id }) => refused.has(id)).map(userOf);
    return [...failed, ...[...new Set(users)].map((userId) => ({ userId, error }))];
  }
}

/** What writes to a view as of an instant. */
export function intoNamed<Document>(
  builds: Pick<ViewBuilds<Document, unknown>, 'writeNamed'>,
  name: string,
): { write(documents: readonly Document[]): Promise<void> } {
  return { write: (documents) => builds.writeNamed(name, documents) };
}
