import { compareDocuments } from './compare-documents.ts';
import type { Difference, DifferenceKind } from './findings.ts';
import type { VerifiedDocument, VerifiedView } from './verified-view.ts';

/**
 * What a document is, beside the one that the log made before it was read: null when they are equal, and `newer` when that
 * has to be found out, because more may have been appended meanwhile.
 */
export function judgeDocument<Document extends VerifiedDocument>(
  verified: Pick<VerifiedView<Document>, 'ageOf' | 'userOf' | 'isOpen'>,
  expected: Document,
  found: Document | null,
): Difference | 'newer' | null {
  if (found === null) return differenceOf(verified, { expected, found, kind: 'missing' });
  const [foundAge, expectedAge] = [verified.ageOf(found), verified.ageOf(expected)];
  if (foundAge > expectedAge) return 'newer';
  if (foundAge < expectedAge) {
    return differenceOf(verified, { expected, found, kind: 'outdated' });
  }
  const difference = differenceOf(verified, { expected, found, kind: 'changed' });
  return difference.fields.length === 0 ? null : difference;
}

/** The difference of this kind between two documents. */
export function differenceOf<Document extends VerifiedDocument>(
  { userOf, isOpen }: Pick<VerifiedView<Document>, 'userOf' | 'isOpen'>,
  {
    expected,
    found,
    kind,
  }: { readonly expected: Document; readonly found: Document | null; readonly kind: DifferenceKind },
): Difference {
  return {
    kind,
    id: expected.id,
    userId: userOf(expected),
    version: expected.version,
    found: found?.version ?? null,
    fields:
      kind === 'changed' && found !== null
        ? compareDocuments(expected, found, (field) => isOpen(expected, field))
        : [],
  };
}
