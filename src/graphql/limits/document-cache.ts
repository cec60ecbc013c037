import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';

/** In characters: a parsed document takes up to two hundred times as many bytes. */
const largestCache = 250_000;
const largestDocument = 50_000;

/**
 * Keeps parsed documents, and with them what validation found, by their texts: as many as memory can bear whatever
 * is sent. Texts that are no documents are not kept.
 */
export function createDocumentCache() {
  return {
    documentCache: new LRUCache<string, DocumentNode>({
      maxSize: largestCache,
      maxEntrySize: largestDocument,
      sizeCalculation: (_document, text) => text.length + 1,
    }),
    errorCache: { get: () => undefined, set: () => undefined },
  };
}
