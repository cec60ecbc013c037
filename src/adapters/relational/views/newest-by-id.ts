import type { Versioned, ViewKind } from './view-kind.ts';

/**
 * One statement cannot change a row twice; and in the order of their ids, parallel statements do not wait for
 * each other in a circle.
 */
export function newestById<Document extends Versioned>(
  { isErased }: Pick<ViewKind<Document>, 'isErased'>,
  documents: readonly Document[],
): readonly Document[] {
  const rankOf = (document: Document) => document.version + (isErased(document) ? 0.5 : 0);
  const newest = new Map<string, Document>();
  for (const document of documents) {
    const known = newest.get(document.id);
    if (known === undefined || rankOf(known) < rankOf(document)) newest.set(document.id, document);
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
