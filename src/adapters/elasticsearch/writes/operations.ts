import { type IndexShape, rankOf, type Versioned, type ViewIndex } from '../view-index.ts';
import type { WriteOperation } from './in-requests.ts';

/**
 * Which of two documents stays: the one of the higher rank, and of equals the stored one with `external`, the written one with
 * `external_gte`.
 */
export type Precedence = 'external' | 'external_gte';

/** The server compares the ranks. What an index of an earlier shape does not know is left out. */
export function toOperations<Document extends Versioned>(
  documents: readonly Document[],
  { view, into, precedence }: { view: ViewIndex<Document>; into: IndexShape; precedence: Precedence },
): readonly WriteOperation[] {
  const { fields } = into;
  const isKnown = into.shape < view.shape && fields !== null ? (name: string) => fields.has(name) : null;
  return documents.map((document) => {
    const source = view.toSource(document);
    return {
      id: document.id,
      action: { index: { _id: document.id, version: rankOf(view, document), version_type: precedence } },
      source: isKnown === null ? source : onlyFields(source, isKnown),
    };
  });
}

export function toRemovals(ids: readonly string[]): readonly WriteOperation[] {
  return ids.map((id) => ({ id, action: { delete: { _id: id } } }));
}

function onlyFields(source: object, isKnown: (name: string) => boolean): object {
  return Object.fromEntries(Object.entries(source).filter(([name]) => isKnown(name)));
}
