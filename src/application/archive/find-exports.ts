import { ArchiveDamaged } from '../../ports/errors.ts';
import type { StoredEvent, UserId } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';
import type { ArchiveRun } from './archive-run.ts';
import { assertArchived } from './assert-archived.ts';

/** The versions of a user that are to be archived. */
export interface Export {
  readonly userId: UserId;
  readonly after: number;
  readonly through: number;
}

/** How many users are looked at together: most have nothing to archive. */
const chunk = 128;

/** What of a partition is to be archived, by ascending user ids. @throws ArchiveDamaged */
export async function* findExports(run: ArchiveRun, partition: number): AsyncGenerator<Export> {
  // Ids of one partition, which fit into memory: the archive is sorted by them.
  const users = new Set<UserId>();
  for await (const userId of run.store.users(partition)) users.add(userId);
  const sorted = [...users].sort();
  for (let start = 0; start < sorted.length; start += chunk) {
    run.checkpoint();
    const found = await mapBounded(sorted.slice(start, start + chunk), (userId) => limitOf(run, userId));
    for (const candidate of found.filter((one) => one !== null)) {
      const after = await archivedUpTo(run, candidate);
      if (after < candidate.through) yield { userId: candidate.userId, after, through: candidate.through };
    }
  }
}

/** The events of an export as the stream holds them. */
export async function* readExport(
  { store, before }: Pick<ArchiveRun, 'store' | 'before'>,
  { userId, after, through }: Export,
): AsyncGenerator<StoredEvent> {
  for await (const event of store.read(userId, after, before - 1)) {
    if (event.version > through) return;
    yield event;
  }
}

interface Candidate {
  readonly userId: UserId;
  readonly first: number;
  readonly through: number;
}

/** Null for a user of whom nothing may go: the last event and what no snapshot holds stay. */
async function limitOf({ store, before }: ArchiveRun, userId: UserId): Promise<Candidate | null> {
  const first = await firstVersion(store, userId, before);
  if (first === null) return null;
  const { version, snapshot } = await store.head(userId);
  const most = Math.min(snapshot?.version ?? 0, version - 1);
  if (most < first) return null;
  return { userId, first, through: most };
}

async function firstVersion(
  store: ArchiveRun['store'],
  userId: UserId,
  before: number,
): Promise<number | null> {
  for await (const { version } of store.read(userId, 0, before - 1)) return version;
  return null;
}

/**
 * Up to where a user is archived. What both stream and archive hold has to be the same, and nothing may be
 * missing between them: or else the archive is of another store, or one of the two is from a backup.
 */
async function archivedUpTo(run: ArchiveRun, { userId, first, through }: Candidate): Promise<number> {
  const last = await run.archive.lastVersion(userId);
  if (last < first - 1) {
    throw new ArchiveDamaged(
      `The events ${last + 1} to ${first - 1} of user ${userId} are neither in the stream nor in the archive: ` +
        'set ARCHIVE_DIR to the folder that holds them, or put them back from a backup.',
    );
  }
  if (last >= first) await assertArchived(run, userId, Math.min(last, through) + 1);
  return last;
}
