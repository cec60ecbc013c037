import { LRUCache } from 'lru-cache';
import type { FeedEntry } from '../../ports/feeds.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { UserDocument, UserView, UserViewReader } from '../../ports/user-view.ts';
import type { ViewBuilds } from '../../ports/view-builds.ts';
import { missingEvent } from '../decode-events.ts';
import type { Fold } from '../folding/fold.ts';
import { pagesOf } from '../folding/pages-of.ts';
import { inParts } from './in-parts.ts';
import type { FailedUser, Projection } from './projection.ts';
import { intoNamed, writeFolded } from './write-folded.ts';

const usersAtOnce = 1_000;
const usersAhead = 50_000;

/** Users with the versions that they are to reach. */
type Wanted = readonly (readonly [userId: UserId, version: number])[];

interface Deps {
  readonly view: Pick<UserView, 'write'>;
  readonly builds: Pick<ViewBuilds<UserDocument, UserViewReader>, 'named' | 'writeNamed'>;
  readonly fold: Fold<UserDocument>;
}

/**
 * The projection of the view `users`: every user that an entry refers to is folded as the log has it now, and written as
 * a whole document, which the view takes only when its version is newer. So most of a long backlog is done before its entries
 * come: they are not folded again. Of who has no more entries to come nothing is remembered, as the view may be mended, and the
 * log be put back from a backup, meanwhile. Who is erased is made again in the views as of an instant too.
 */
export function createUsersProjection(deps: Deps): Projection {
  const { view, fold } = deps;
  /** Up to which version they are in the view, of users whose entries have not all come yet. */
  const ahead = new LRUCache<UserId, number>({ max: usersAhead });

  /** Answers with the versions that are in the view now. */
  async function write(userIds: readonly UserId[]) {
    const failed: FailedUser[] = [];
    const written = new Map<UserId, number>();
    for await (const folded of fold(userIds)) {
      failed.push(...(await writeFolded(view, folded, ({ id }) => id)));
      failed.push(...(await eraseThen(deps, folded.documents)));
      for (const { id, version } of folded.documents) written.set(id, version);
    }
    for (const { userId } of failed) written.delete(userId);
    return { failed, written };
  }

  async function bring(wanted: Wanted): Promise<readonly FailedUser[]> {
    const { failed, written } = await write(wanted.map(([userId]) => userId));
    const isFailed = new Set(failed.map(({ userId }) => userId));
    for (const [userId, version] of wanted) noteAhead(userId, version, written.get(userId) ?? 0);
    const missing = wanted.filter(
      ([userId, version]) => !isFailed.has(userId) && (written.get(userId) ?? 0) < version,
    );
    return [
      ...failed,
      ...missing.map(([userId, version]) => ({ userId, error: missingEvent(userId, version) })),
    ];
  }

  /** Whether a user was written when an earlier entry came. */
  function isDone([userId, version]: Wanted[number]): boolean {
    const written = ahead.get(userId) ?? 0;
    noteAhead(userId, version, written);
    return written >= version;
  }

  function noteAhead(userId: UserId, version: number, written: number): void {
    if (written > version) ahead.set(userId, written);
    else ahead.delete(userId);
  }

  return {
    name: 'users',
    apply(entries) {
      const wanted = lastVersions(entries).filter((user) => !isDone(user));
      return inParts(pagesOf(wanted, usersAtOnce), bring);
    },
    async reapply(userId) {
      const { failed } = await write([userId]);
      for (const { error } of failed) throw error;
    },
  };
}

/** Who is erased was somebody in views as of an instant: what they were then cannot be told any more. */
async function eraseThen(
  { builds, fold }: Pick<Deps, 'builds' | 'fold'>,
  written: readonly UserDocument[],
): Promise<readonly FailedUser[]> {
  const erased = written.filter(({ status }) => status === 'ERASED').map(({ id }) => id);
  if (erased.length === 0) return [];
  const failed: FailedUser[] = [];
  for (const { name, asOf } of await builds.named()) {
    for await (const folded of fold(erased, asOf)) {
      failed.push(...(await writeFolded(intoNamed(builds, name), folded, ({ id }) => id)));
    }
  }
  return failed;
}

/** The entries are in order: the last one of a user has the highest version. */
function lastVersions(entries: readonly FeedEntry[]): Wanted {
  return [...new Map(entries.map(({ userId, version }) => [userId, version]))];
}
