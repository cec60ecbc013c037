import type { estypes } from '@elastic/elasticsearch';
import type { ParseSource } from './parse-response.ts';
import type { SortTerm } from './search-page.ts';

/** What a view's indices are called, and which fields they have. */
export interface IndexLayout {
  /** The alias by which readers and writers reach the current index. */
  readonly alias: string;
  /** Of the mapping: raise it with every change, which a rebuild then brings to a view that stands already. */
  readonly shape: number;
  readonly properties: Readonly<Record<string, estypes.MappingProperty>>;
  /** Fields that serve searches alone: they are neither stored nor answered. */
  readonly unreturned?: readonly string[];
}

/** What a document of a view looks like in its indices. */
export interface ViewIndex<Document> extends IndexLayout {
  /** The document with what it is found by. */
  toSource(document: Document): object;
  readonly parse: ParseSource<Document>;
  isErased(document: Document): boolean;
  readonly scanOrder: ScanOrder<Document>;
}

/** What a concrete index was created with. */
export interface IndexShape {
  readonly shape: number;
  /** The names of the fields that it knows; null when it takes any. */
  readonly fields: ReadonlySet<string> | null;
}

/** In which order all documents are read. */
export interface ScanOrder<Document> {
  /** Never changes of a document, and is the same for few of them. */
  readonly sort: readonly SortTerm[];
  /** The values of the sort. */
  valuesOf(document: Document): readonly (string | number)[];
}

/** What both views have in common. */
export interface Versioned {
  readonly id: string;
  readonly version: number;
}

/**
 * The version that the server compares: of two documents of one id it keeps the one of the higher rank. What is erased comes
 * right behind what it replaces.
 */
export function rankOf<Document extends Versioned>(
  { isErased }: Pick<ViewIndex<Document>, 'isErased'>,
  document: Document,
): number {
  return document.version + (isErased(document) ? 1 : 0);
}

/** Milliseconds since 1970-01-01T00:00:00Z. */
export const time: estypes.MappingProperty = { type: 'date', format: 'epoch_millis' };

/** Text that is given back and never looked for. */
export const unsearched: estypes.MappingProperty = { type: 'keyword', index: false, doc_values: false };

/** The alias of the build that is to replace the current index. */
export function pendingAliasOf({ alias }: Pick<IndexLayout, 'alias'>): string {
  return `${alias}-next`;
}
