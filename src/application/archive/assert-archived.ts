import { ArchiveDamaged } from '../../ports/errors.ts';
import type { StoredEvent, UserId } from '../../ports/message-store.ts';
import type { ArchiveRun } from './archive-run.ts';
import { isSameEvent } from './same-event.ts';

/**
 * Makes sure that the archive has what a stream still holds below a version, and has it just so. It is not so when
 * one of the two was put back from an older backup.
 * @throws ArchiveDamaged
 */
export async function assertArchived(
  { store, archive }: Pick<ArchiveRun, 'store' | 'archive'>,
  userId: UserId,
  below: number,
): Promise<void> {
  let archived: AsyncIterator<StoredEvent> | undefined;
  for await (const event of store.read(userId, 0)) {
    if (event.version >= below) return;
    archived ??= archive.read(userId, event.version - 1)[Symbol.asyncIterator]();
    const next = await archived.next();
    if (next.done === true || !isSameEvent(next.value, event)) throw differs(event);
  }
}

function differs({ userId, version }: StoredEvent): ArchiveDamaged {
  return new ArchiveDamaged(
    `Event ${version} of user ${userId} is not the same in the archive as in the stream, as after a restore of an ` +
      'older backup: put back the archive that belongs to it. Nothing was removed from this stream.',
  );
}
