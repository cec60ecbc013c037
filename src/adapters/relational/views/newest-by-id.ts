import type { Versioned } from './view-kind.ts';

/**
 * One statement cannot change a row twice; and in the order of their ids, parallel statements do not wait for
 * each other in a circle.
 */
export function newestById<Document extends Versioned>(documents: readonly Document[]): readonly Document[] {
  const newest = new Map<string, Document>();
  for (const document of documents) {
    const known = newest.get(document.id);
    if (known === undefined || known.version < document.version) newest.set(document.id, document);
  }
  return [...newest.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}
