import { UnreadableEvent } from '../../ports/errors.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import type { Remark } from './findings.ts';
import { differenceOf, judgeDocument } from './judge-document.ts';
import type { Settling } from './settling.ts';
import type { VerifiedDocument, VerifiedView } from './verified-view.ts';

interface Deps<Document extends VerifiedDocument> {
  readonly verified: VerifiedView<Document>;
  readonly store: Pick<MessageStore, 'readSpans'>;
}

/**
 * Compares a document with what the log has by now, and if it has gone on again, with what the log had when the document was
 * made. The log is read after the view, so that a version that it does not have by then is one that it never had.
 */
export async function settleNewer<Document extends VerifiedDocument>(
  deps: Deps<Document>,
  found: Document,
  foldNow: FoldAgain<Document>,
): Promise<Settling<Document>> {
  const { verified } = deps;
  const userId = verified.userOf(found);
  const now = await foldNow(found);
  if ('kind' in now) return now;
  const expected = now.document;
  if (verified.ageOf(found) > verified.ageOf(expected)) {
    return {
      kind: 'unequal',
      expected,
      difference: differenceOf(verified, { expected, found, kind: 'ahead' }),
    };
  }
  const then = found.version === expected.version ? expected : await foldVersion(deps, userId, found);
  if (then === null) return { kind: 'moved', expected };
  const difference = judgeDocument(verified, then, found);
  if (difference === 'newer') return { kind: 'moved', expected };
  return difference === null ? { kind: 'equal' } : { kind: 'unequal', expected, difference };
}

type Refolded<Document> =
  | { readonly document: Document }
  | { readonly kind: 'remark'; readonly remark: Remark };

/** What the log makes of a document by now. */
export type FoldAgain<Document> = (document: Document) => Promise<Refolded<Document>>;

/** Folds each user once for all of these documents. */
export function makeFoldAgain<Document extends VerifiedDocument>(
  verified: VerifiedView<Document>,
  wanted: readonly Document[],
): FoldAgain<Document> {
  const ids = new Set(wanted.map(({ id }) => id));
  const users = new Map<UserId, ReturnType<typeof foldUser<Document>>>();
  return async (document) => {
    const userId = verified.userOf(document);
    const folding = users.get(userId) ?? foldUser(verified, { userId, ids });
    users.set(userId, folding);
    const { documents, text } = await folding;
    const again = documents.get(document.id);
    return again === undefined
      ? { kind: 'remark', remark: { kind: 'unreadable', userId, text } }
      : { document: again };
  };
}

interface Refolding {
  readonly userId: UserId;
  readonly ids: ReadonlySet<string>;
  readonly asOf?: number;
}

/** The documents of these ids by the log, and why one is not among them. */
async function foldUser<Document extends VerifiedDocument>(
  verified: VerifiedView<Document>,
  { userId, ids, asOf }: Refolding,
): Promise<{ readonly documents: ReadonlyMap<string, Document>; readonly text: string }> {
  let text = 'The log has no event of the user any more.';
  const found = new Map<string, Document>();
  for await (const { documents, failed } of verified.fold([userId], asOf)) {
    for (const document of documents) if (ids.has(document.id)) found.set(document.id, document);
    text = failed[0]?.error.message ?? text;
  }
  return { documents: found, text };
}

/** The document as of a version; null when later events are of the same instant. */
async function foldVersion<Document extends VerifiedDocument>(
  deps: Deps<Document>,
  userId: UserId,
  { id, version }: Document,
): Promise<Document | null> {
  const [part] = await deps.store.readSpans([{ userId, first: version, last: version }]);
  const event = part === undefined || part instanceof UnreadableEvent ? undefined : part.events[0];
  if (event === undefined) return null;
  const { documents } = await foldUser(deps.verified, { userId, ids: new Set([id]), asOf: event.at });
  const document = documents.get(id);
  return document?.version === version ? document : null;
}
