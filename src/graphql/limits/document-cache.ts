import type { DocumentNode } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { LRUCache } from 'lru-cache';

/** In characters: a parsed document takes up to two hundred times as many bytes. */
const largestCache = 250_000;
const largestDocument = 50_000;

/**
 * Keeps documents that are valid, parsed, by their texts: as many as memory can bear whatever is sent. Nothing is kept
 * of others.
 */
export function createDocumentCache() {
  const documentCache = new LRUCache<string, DocumentNode>({
    maxSize: largestCache,
    maxEntrySize: largestDocument,
    sizeCalculation: (_document, text) => text.length + 1,
  });
  return { documentCache, errorCache: { get: () => undefined, set: () => undefined } };
}

/** An error holds on to the whole request that it was found in, which may be a thousand times as long as the document. */
export function forgetRefused({ documentCache }: ReturnType<typeof createDocumentCache>): Plugin {
  return {
    onValidate:
      ({ params: { documentAST } }) =>
      ({ valid }) => {
        const text = documentAST.loc?.source.body;
        if (!valid && text !== undefined) documentCache.delete(text);
      },
  };
}
