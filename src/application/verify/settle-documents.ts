import type { Feeds } from '../../ports/feeds.ts';
import type { MessageStore, UserId } from '../../ports/message-store.ts';
import { partitionOf } from '../../ports/partitions.ts';
import { mapBounded } from '../bounded-map.ts';
import type { Delay } from '../environment.ts';
import type { AwaitApplied } from './await-applied.ts';
import type { Difference, Remark, RemarkKind } from './findings.ts';
import { judgeDocument } from './judge-document.ts';
import { makeFoldAgain, settleNewer } from './settle-newer.ts';
import type { Settling, Unequal } from './settling.ts';
import type { VerifiedDocument, VerifiedView } from './verified-view.ts';

/** What became of documents that seemed to differ; those that do not are left out. */
export interface Settled<Document> {
  readonly unequal: readonly Unequal<Document>[];
  readonly remarks: readonly Remark[];
}

/**
 * Looks again at documents that the log has made a moment ago, so that a difference is one: once the view has applied what the
 * log has by then, parked users apart, and comparing a document that is newer by now with the log as of its own version.
 * @throws Unavailable
 */
export type SettleDocuments<Document> = (expected: readonly Document[]) => Promise<Settled<Document>>;

interface Deps<Document extends VerifiedDocument> {
  readonly verified: VerifiedView<Document>;
  readonly store: Pick<MessageStore, 'partitions' | 'readSpans'>;
  readonly parkedAmong: ParkedAmong;
  readonly awaitApplied: AwaitApplied;
  readonly delay: Delay;
}

/** How often a document that changes all the time is looked at. */
const looks = 20;
const lookEvery = 100;

export function makeSettleDocuments<Document extends VerifiedDocument>(
  deps: Deps<Document>,
): SettleDocuments<Document> {
  return async (expected) => {
    const unequal: Unequal<Document>[] = [];
    const remarks: Remark[] = [];
    let moving = expected;
    for (let look = 0; look < looks && moving.length > 0; look += 1) {
      if (look > 0) await deps.delay(lookEvery);
      const settled = await settleAll(deps, moving);
      unequal.push(...settled.filter((one) => one.kind === 'unequal'));
      remarks.push(...settled.filter((one) => one.kind === 'remark').map(({ remark }) => remark));
      moving = settled.filter((one) => one.kind === 'moved').map(({ expected: now }) => now);
    }
    const told = 'The document changes all the time.';
    const unsettled = moving.map((document) => remarkOf('unsettled', deps.verified.userOf(document), told));
    return {
      unequal: unequal.map(({ expected: right, difference }) => ({ expected: right, difference })),
      remarks: [...remarks, ...unsettled],
    };
  };
}

/** Who of these users is set aside by a view's projection, with the errors. */
export type ParkedAmong = (userIds: readonly UserId[]) => Promise<ReadonlyMap<UserId, string>>;

export function makeParkedAmong(feeds: Pick<Feeds, 'partitions' | 'parked'>, group: string): ParkedAmong {
  return async (userIds) => {
    const partitions = new Set(userIds.map((userId) => partitionOf(userId, feeds.partitions)));
    const parked = await mapBounded([...partitions], (partition) => feeds.parked(group, partition));
    return new Map(parked.flat().map(({ userId, error }) => [userId, error]));
  };
}

async function settleAll<Document extends VerifiedDocument>(
  deps: Deps<Document>,
  expected: readonly Document[],
): Promise<readonly Settling<Document>[]> {
  const { verified } = deps;
  const isApplied = await deps.awaitApplied();
  // Before the documents: who is taken back in meanwhile has the new ones by then.
  const parked = await deps.parkedAmong(expected.map(verified.userOf));
  const found = await verified.view.get(expected.map(({ id }) => id));
  const foldNow = makeFoldAgain(verified, expected);
  const pairs = expected.map((document, index) => ({ document, present: found[index] ?? null }));
  return mapBounded(pairs, async ({ document, present }): Promise<Settling<Document>> => {
    const judged = judgeDocument(verified, document, present);
    if (judged === null) return { kind: 'equal' };
    if (judged === 'newer') {
      return present === null ? { kind: 'equal' } : settleNewer(deps, present, foldNow);
    }
    const excuse = excuseOf(judged, isApplied, parked.get(judged.userId));
    return excuse === null
      ? { kind: 'unequal', expected: document, difference: judged }
      : { kind: 'remark', remark: excuse };
  });
}

/** Why a document may be older than the log; null when it must not be. */
function excuseOf(
  { kind, userId }: Difference,
  isApplied: boolean,
  parkedFor: string | undefined,
): Remark | null {
  if (kind !== 'missing' && kind !== 'outdated') return null;
  if (parkedFor !== undefined) return remarkOf('parked', userId, parkedFor);
  return isApplied ? null : remarkOf('behind', userId, 'The view has not applied the log yet.');
}

function remarkOf(kind: RemarkKind, userId: UserId, text: string): Remark {
  return { kind, userId, text };
}
