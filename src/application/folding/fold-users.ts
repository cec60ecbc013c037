import { evolve } from '../../domain/user/user.ts';
import { UnreadableEvent } from '../../ports/errors.ts';
import type { StreamHead, UserId } from '../../ports/message-store.ts';
import type { UserKeys } from '../../ports/user-keys.ts';
import type { UserDocument } from '../../ports/user-view.ts';
import { openUserKey } from '../decode-events.ts';
import { type FoldedUser, fromSnapshot, nobody } from '../load-user.ts';
import { toUserDocument } from '../projections/to-user-document.ts';
import type { Fold, Folded } from './fold.ts';
import { pagesOf } from './pages-of.ts';
import { makeReadStreams, type ReadEvents, type StreamReading } from './read-streams.ts';

const usersAtOnce = 1_000;

/** How far somebody is folded, or why it cannot be done. */
type Folding = FoldedUser | UnreadableEvent;

/**
 * The documents of the view `users`: one a user. Who has a snapshot of the last event costs one head, and only of the others
 * the events behind the snapshot are read.
 */
export function makeFoldUsers(deps: StreamReading): Fold<UserDocument> {
  const readStreams = makeReadStreams(deps);
  return async function* fold(userIds, asOf) {
    for (const page of pagesOf([...new Set(userIds)], usersAtOnce)) yield foldPage(page, asOf);
  };

  async function foldPage(userIds: readonly UserId[], asOf?: number): Promise<Folded<UserDocument>> {
    const heads = await deps.store.heads(userIds);
    const foldings = new Map<UserId, Folding>();
    const spans = userIds.flatMap((userId, index) => {
      const head = heads[index];
      if (head === undefined) return [];
      const start = startOf(deps.userKeys, { userId, head, asOf });
      foldings.set(userId, start);
      return start instanceof UnreadableEvent || start.version === head.version
        ? []
        : [{ userId, first: start.version + 1, last: head.version }];
    });
    for await (const page of readStreams(spans, asOf)) {
      for (const read of page) foldings.set(read.userId, goOn(foldings.get(read.userId), read));
    }
    return toFolded(foldings);
  }
}

/** From where on somebody is folded: the snapshot, unless it holds what is later. */
function startOf(
  userKeys: Pick<UserKeys, 'open'>,
  { userId, head, asOf }: { userId: UserId; head: StreamHead; asOf: number | undefined },
): Folding {
  return orUnreadable(() => {
    const start = fromSnapshot(userId, head, openUserKey(userKeys, userId, head.userKey));
    const { user } = start;
    return asOf !== undefined && user.kind !== 'unknown' && user.lastEventAt > asOf ? nobody : start;
  });
}

function goOn(folding: Folding = nobody, { events, error }: ReadEvents): Folding {
  if (folding instanceof UnreadableEvent) return folding;
  if (error !== null) return error;
  const user = events.reduce((before, { event }) => evolve(before, event), folding.user);
  return { user, version: folding.version + events.length };
}

function toFolded(foldings: ReadonlyMap<UserId, Folding>): Folded<UserDocument> {
  const results = [...foldings].map(([userId, folding]) => ({ userId, result: toDocument(userId, folding) }));
  return {
    documents: results.flatMap(({ result }) =>
      result === null || result instanceof UnreadableEvent ? [] : [result],
    ),
    failed: results.flatMap(({ userId, result }) =>
      result instanceof UnreadableEvent ? [{ userId, error: result }] : [],
    ),
  };
}

function toDocument(userId: UserId, folding: Folding): UserDocument | UnreadableEvent | null {
  if (folding instanceof UnreadableEvent) return folding;
  const { user, version } = folding;
  return version === 0 ? null : orUnreadable(() => toUserDocument(userId, user, version));
}

function orUnreadable<Result>(work: () => Result): Result | UnreadableEvent {
  try {
    return work();
  } catch (error) {
    if (error instanceof UnreadableEvent) return error;
    throw error;
  }
}
