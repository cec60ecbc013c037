import type { MessageStore, UserId } from '../../ports/message-store.ts';
import type { FailedUser } from '../projections/projection.ts';
import type { MendingOutcome } from './findings.ts';
import { judgeDocument } from './judge-document.ts';
import type { MendDocuments } from './mend-documents.ts';
import type { ParkedAmong, SettleDocuments } from './settle-documents.ts';
import type { Tally } from './tally.ts';
import type { VerifiedDocument, VerifiedView } from './verified-view.ts';

/** How many users are folded at once, and how many documents are looked at again at once. */
const usersAtOnce = 500;
const suspectsAtOnce = 500;

/** What both steps of a comparison work with. */
export interface Comparison<Document extends VerifiedDocument> {
  readonly verified: VerifiedView<Document>;
  readonly store: Pick<MessageStore, 'partitions' | 'users'>;
  readonly settle: SettleDocuments<Document>;
  /** Once the view has applied what the log has by then. */
  readonly parkedAmong: ParkedAmong;
  /** Null to change nothing. */
  readonly mend: MendDocuments<Document> | null;
  readonly tally: Tally;
  /** Throws when the work has to end here. */
  readonly checkpoint: () => void;
}

/** Compares every document that the log makes with the one that the view has. */
export async function compareWithLog<Document extends VerifiedDocument>(
  comparison: Comparison<Document>,
): Promise<void> {
  const { store, tally, checkpoint } = comparison;
  const suspects: Document[] = [];
  for (let partition = 0; partition < store.partitions; partition += 1) {
    for await (const userIds of pagesOf(store.users(partition), usersAtOnce)) {
      checkpoint();
      await comparePage(comparison, userIds, suspects);
      tally.progress('log', partition / store.partitions);
    }
  }
  await settleSuspects(comparison, suspects);
}

async function comparePage<Document extends VerifiedDocument>(
  comparison: Comparison<Document>,
  userIds: readonly UserId[],
  suspects: Document[],
): Promise<void> {
  const { verified, tally } = comparison;
  tally.countUsers(userIds.length);
  for await (const { documents, failed } of verified.fold(userIds)) {
    const found = await verified.view.get(documents.map(({ id }) => id));
    tally.countDocuments(documents.length);
    suspects.push(
      ...documents.filter((one, index) => judgeDocument(verified, one, found[index] ?? null) !== null),
    );
    if (suspects.length >= suspectsAtOnce) await settleSuspects(comparison, suspects.splice(0));
    if (failed.length > 0) await tellUnreadable(comparison, failed);
  }
}

async function settleSuspects<Document extends VerifiedDocument>(
  { settle, mend, tally }: Comparison<Document>,
  suspects: readonly Document[],
): Promise<void> {
  if (suspects.length === 0) return;
  const { unequal, remarks } = await settle(suspects);
  for (const remark of remarks) tally.remark(remark);
  const left = await mend?.(unequal);
  const leftIds = new Set(left?.map(({ difference }) => difference.id));
  for (const { difference } of unequal) {
    tally.difference(difference, mend === null ? 'found' : outcomeOf(leftIds.has(difference.id)));
  }
}

function outcomeOf(isLeft: boolean): MendingOutcome {
  return isLeft ? 'left' : 'mended';
}

async function tellUnreadable<Document extends VerifiedDocument>(
  { parkedAmong, tally }: Comparison<Document>,
  failed: readonly FailedUser[],
): Promise<void> {
  const parked = await parkedAmong(failed.map(({ userId }) => userId));
  for (const { userId, error } of failed) {
    tally.remark({ kind: parked.has(userId) ? 'parked' : 'unreadable', userId, text: error.message });
  }
}

async function* pagesOf<Item>(items: AsyncIterable<Item>, size: number): AsyncGenerator<readonly Item[]> {
  let page: Item[] = [];
  for await (const item of items) {
    page.push(item);
    if (page.length < size) continue;
    yield page;
    page = [];
  }
  if (page.length > 0) yield page;
}
