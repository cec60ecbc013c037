import type { Comparison } from './compare-with-log.ts';
import type { VerifiedDocument } from './verified-view.ts';

/** Finds the documents of the view whose user or event the log does not have. */
export async function findForeign<Document extends VerifiedDocument>(
  comparison: Comparison<Document>,
): Promise<void> {
  const { verified, tally, checkpoint } = comparison;
  await verified.view.refresh();
  // The view has about as many documents as the log makes.
  const total = Math.max(tally.summary().documents, 1);
  let seen = 0;
  for await (const documents of verified.view.scan()) {
    checkpoint();
    const suspects = documents.filter(({ id }) => !tally.isTold(id));
    const foreign = await verified.foreignAmong(suspects);
    if (foreign.length > 0) await settleForeign(comparison, foreign);
    seen += documents.length;
    tally.progress('view', Math.min(seen / total, 1));
  }
}

async function settleForeign<Document extends VerifiedDocument>(
  comparison: Comparison<Document>,
  suspects: readonly Document[],
): Promise<void> {
  const { verified, mend, tally } = comparison;
  const ids = suspects.map(({ id }) => id);
  const foreign = await foreignNow(comparison, ids);
  // A log without anybody is more likely to be the wrong one than to have lost everybody.
  const removes = mend !== null && !tally.isLogEmpty();
  if (removes) await verified.view.remove(foreign.map(({ id }) => id));
  const left = new Set((removes ? await foreignNow(comparison, ids) : foreign).map(({ id }) => id));
  for (const document of foreign) {
    const { id, version } = document;
    const difference = { kind: 'foreign', id, version: null, found: version, fields: [] } as const;
    const outcome = left.has(id) ? 'left' : 'mended';
    tally.difference({ ...difference, userId: verified.userOf(document) }, mend === null ? 'found' : outcome);
  }
}

/** Those that are still there, by the log as it is by then. */
async function foreignNow<Document extends VerifiedDocument>(
  { verified }: Pick<Comparison<Document>, 'verified'>,
  ids: readonly string[],
): Promise<readonly Document[]> {
  const present = (await verified.view.get(ids)).filter((document) => document !== null);
  return verified.foreignAmong(present);
}
