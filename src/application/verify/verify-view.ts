import type { Feeds } from '../../ports/feeds.ts';
import type { MessageStore } from '../../ports/message-store.ts';
import type { Delay } from '../environment.ts';
import { makeAwaitApplied } from './await-applied.ts';
import { compareWithLog } from './compare-with-log.ts';
import { findForeign } from './find-foreign.ts';
import type { Difference, MendingOutcome, Remark, VerifyProgress, VerifySummary } from './findings.ts';
import { makeMendDocuments } from './mend-documents.ts';
import { makeParkedAmong, makeSettleDocuments, type ParkedAmong } from './settle-documents.ts';
import { createTally } from './tally.ts';
import type { VerifiedDocument, VerifiedView } from './verified-view.ts';

export interface VerifyRequest {
  /** With what was archived of it. */
  readonly store: Pick<MessageStore, 'partitions' | 'users' | 'readSpans'>;
  readonly feeds: Pick<Feeds, 'partitions' | 'heads' | 'applied' | 'parked'>;
  readonly delay: Delay;
  /** Whether the right documents are put in place. */
  readonly isMending: boolean;
  /** How long to wait for a view that is behind, in milliseconds. */
  readonly patience: number;
  /** Called once, when the view did not come so far in time. */
  readonly onBehind: () => void | Promise<void>;
  readonly onDifference: (difference: Difference, outcome: MendingOutcome) => void;
  /** Each kind once for a user. */
  readonly onRemark: (remark: Remark) => void;
  readonly onProgress: (progress: VerifyProgress) => void;
  /** Throws when the work has to end here. */
  readonly checkpoint: () => void;
}

/**
 * Compares every document of a view with the fold of its stream, and every stream with its documents, while commands are
 * appended and projections run. A difference that it tells is one: what seems to differ is looked at again once the view has
 * applied what the log had by then. Needs memory for some thousand documents, however many there are.
 * @throws Unavailable
 *
 * @example
 * const summary = await verifyView(createVerifiedUsers({ view, fold, store }), { store, feeds, delay, ...rest });
 * if (!isEqual(summary)) process.exitCode = 1;
 */
export async function verifyView<Document extends VerifiedDocument>(
  verified: VerifiedView<Document>,
  request: VerifyRequest,
): Promise<VerifySummary> {
  const { store, feeds, delay, patience, isMending, checkpoint } = request;
  const tally = createTally(request);
  const awaitApplied = makeAwaitApplied({
    feeds,
    group: verified.name,
    delay,
    patience,
    onGivingUp: request.onBehind,
  });
  const parkedAmong = makeParkedAmong(feeds, verified.name);
  const settle = makeSettleDocuments({ verified, store, parkedAmong, awaitApplied, delay });
  const mend = isMending ? makeMendDocuments({ verified, settle }) : null;
  const parkedByThen: ParkedAmong = async (userIds) => {
    await awaitApplied();
    return parkedAmong(userIds);
  };
  const comparison = { verified, store, settle, parkedAmong: parkedByThen, mend, tally, checkpoint };
  await compareWithLog(comparison);
  await findForeign(comparison);
  return tally.summary();
}
