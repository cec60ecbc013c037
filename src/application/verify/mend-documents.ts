import { DocumentRefused } from '../../ports/errors.ts';
import type { SettleDocuments } from './settle-documents.ts';
import type { Unequal } from './settling.ts';
import type { VerifiedDocument, VerifiedView } from './verified-view.ts';

/**
 * Puts the right documents in the place of those that differ, and looks again. Answers with what differs still. What live
 * projections write meanwhile stays when it is newer.
 * @throws Unavailable; then some are mended
 */
export type MendDocuments<Document> = (
  unequal: readonly Unequal<Document>[],
) => Promise<readonly Unequal<Document>[]>;

export function makeMendDocuments<Document extends VerifiedDocument>(deps: {
  readonly verified: VerifiedView<Document>;
  readonly settle: SettleDocuments<Document>;
}): MendDocuments<Document> {
  const { verified, settle } = deps;
  return async (unequal) => {
    if (unequal.length === 0) return [];
    const expected = unequal.map((one) => one.expected);
    await put(verified, expected);
    // A moment before anything is removed: what is newer and right by now is not among them.
    const left = (await settle(expected)).unequal;
    if (left.length === 0) return [];
    await replace(verified, left);
    return (await settle(left.map((one) => one.expected))).unequal;
  };
}

/** What a newer document keeps from being written is removed first. */
async function replace<Document extends VerifiedDocument>(
  verified: VerifiedView<Document>,
  unequal: readonly Unequal<Document>[],
): Promise<void> {
  const expected = unequal.map((one) => one.expected);
  const ids = new Set(expected.map(({ id }) => id));
  await verified.view.remove([...ids]);
  // A projection may have written a newer one right before it was removed: the log tells, which is read afterwards.
  for await (const { documents } of verified.fold([...new Set(expected.map(verified.userOf))])) {
    await put(
      verified,
      documents.filter(({ id }) => ids.has(id)),
    );
  }
}

async function put<Document extends VerifiedDocument>(
  { view }: Pick<VerifiedView<Document>, 'view'>,
  documents: readonly Document[],
): Promise<void> {
  try {
    await view.overwrite(documents);
  } catch (error) {
    // All others of the write are stored, and those that are refused differ still.
    if (!(error instanceof DocumentRefused)) throw error;
  }
}
