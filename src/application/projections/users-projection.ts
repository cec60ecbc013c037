import { LRUCache } from 'lru-cache';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { UserDocument, UserView } from '../../ports/user-view.ts';
import { missingEvent } from '../decode-events.ts';
import type { Fold } from '../folding/fold.ts';
import { pagesOf } from '../folding/pages-of.ts';
import { inParts } from './in-parts.ts';
import type { FailedUser, Projection } from './projection.ts';
import { writeFolded } from './write-folded.ts';

const usersAtOnce = 1_000;
const rememberedUsers = 50_000;

/** Users with the versions that they are to reach. */
type Wanted = readonly (readonly [userId: UserId, version: number])[];

/**
 * The projection of the view `users`: every user that an entry refers to is folded as the log has it now, and written as
 * a whole document, which the view takes only when its version is newer. So most of a long backlog is done before its entries
 * come: what is known to be written is not folded again.
 */
export function createUsersProjection(deps: {
  readonly view: Pick<UserView, 'write'>;
  readonly fold: Fold<UserDocument>;
}): Projection {
  const { view, fold } = deps;
  /** The versions of documents that are in the view. */
  const written = new LRUCache<UserId, number>({ max: rememberedUsers });

  async function write(userIds: readonly UserId[]): Promise<readonly FailedUser[]> {
    const failed: FailedUser[] = [];
    for await (const folded of fold(userIds)) {
      const unwritten = await writeFolded(view, folded, ({ id }) => id);
      for (const { id, version } of folded.documents) written.set(id, version);
      for (const { userId } of unwritten) written.delete(userId);
      failed.push(...unwritten);
    }
    return failed;
  }

  async function bring(wanted: Wanted): Promise<readonly FailedUser[]> {
    const failed = await write(wanted.map(([userId]) => userId));
    const isFailed = new Set(failed.map(({ userId }) => userId));
    const missing = wanted.filter(
      ([userId, version]) => !isFailed.has(userId) && (written.get(userId) ?? 0) < version,
    );
    return [
      ...failed,
      ...missing.map(([userId, version]) => ({ userId, error: missingEvent(userId, version) })),
    ];
  }

  return {
    name: 'users',
    apply(entries) {
      const wanted = lastVersions(entries).filter(
        ([userId, version]) => (written.get(userId) ?? 0) < version,
      );
      return inParts(pagesOf(wanted, usersAtOnce), bring);
    },
    async reapply(userId) {
      for (const { error } of await write([userId])) throw error;
    },
  };
}

/** The entries are in order: the last one of a user has the highest version. */
function lastVersions(entries: readonly FeedEntry[]): Wanted {
  return [...new Map(entries.map(({ userId, version }) => [userId, version]))];
}
