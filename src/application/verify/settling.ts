import type { Difference, Remark } from './findings.ts';

/** A difference, with the document that should be there. */
export interface Unequal<Document> {
  readonly expected: Document;
  readonly difference: Difference;
}

/** What one document turned out to be; `moved` when it has to be looked at again, beside a newer one. */
export type Settling<Document> =
  | { readonly kind: 'equal' }
  | ({ readonly kind: 'unequal' } & Unequal<Document>)
  | { readonly kind: 'remark'; readonly remark: Remark }
  | { readonly kind: 'moved'; readonly expected: Document };
