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
): Promise<Settling<Document>> {
  const { verified } = deps;
  const userId = verified.userOf(found);
  const now = await foldOne(deps, userId);
  if ('kind' in now) return now;
  const expected = now.document;
  if (found.version > expected.version) {
    return {
      kind: 'unequal',
      expected,
      difference: differenceOf(verified, { expected, found, kind: 'ahead' }),
    };
  }
  const then = found.version === expected.version ? expected : await foldVersion(deps, userId, found.version);
  if (then === null) return { kind: 'moved', expected };
  const difference = judgeDocument(verified, then, found);
  if (difference === 'newer') return { kind: 'moved', expected };
  return difference === null ? { kind: 'equal' } : { kind: 'unequal', expected, difference };
}

type Folded<Document> =
  | { readonly document: Document }
  | { readonly kind: 'remark'; readonly remark: Remark };

async function foldOne<Document extends VerifiedDocument>(
  { verified }: Pick<Deps<Document>, 'verified'>,
  userId: UserId,
  asOf?: number,
): Promise<Folded<Document>> {
  let text = 'The log has no event of the user any more.';
  for await (const { documents, failed } of verified.fold([userId], asOf)) {
    const [document] = documents;
    if (document !== undefined) return { document };
    text = failed[0]?.error.message ?? text;
  }
  return { kind: 'remark', remark: { kind: 'unreadable', userId, text } };
}

/** The document as of a version; null when later events are of the same instant. */
async function foldVersion<Document extends VerifiedDocument>(
  deps: Deps<Document>,
  userId: UserId,
  version: number,
): Promise<Document | null> {
  const [part] = await deps.store.readSpans([{ userId, first: version, last: version }]);
  const event = part === undefined || part instanceof UnreadableEvent ? undefined : part.events[0];
  if (event === undefined) return null;
  const folded = await foldOne(deps, userId, event.at);
  return 'kind' in folded || folded.document.version !== version ? null : folded.document;
}
