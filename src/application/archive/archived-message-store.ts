import type { Archive } from '../../ports/archive.ts';
import { ArchiveDamaged, UnreadableEvent } from '../../ports/errors.ts';
import type { MessageStore, StoredEvent, UserId } from '../../ports/message-store.ts';

/**
 * A message store that reads streams as if nothing of them had been archived: what the stream does not hold any
 * more comes from the archive. The archive is looked at only where events are missing, so that who reads a whole
 * stream pays nothing for it.
 * @throws UnreadableEvent from `read`, when events are in neither of the two, or damaged in the archive
 *
 * @example const store = createArchivedMessageStore(redisMessageStore, archive);
 */
export function createArchivedMessageStore(store: MessageStore, archive: Archive): MessageStore {
  return {
    ...store,
    async *read(userId, after, until) {
      let last = after;
      for await (const event of store.read(userId, after, until)) {
        yield* missing(archive, { userId, after: last, before: event.version, until });
        yield event;
        last = event.version;
      }
      // All that is left may be later than this instant, also because of what was archived in the midst of reading.
      if (until !== undefined) yield* untilNext(userId, last, until);
    },
  };

  async function* untilNext(userId: UserId, after: number, until: number): AsyncGenerator<StoredEvent> {
    for await (const { version } of store.read(userId, after)) {
      yield* missing(archive, { userId, after, before: version, until });
      return;
    }
  }
}

/** Versions of a stream between two others, up to an instant. */
interface Gap {
  readonly userId: UserId;
  readonly after: number;
  readonly before: number;
  readonly until: number | undefined;
}

/** @throws UnreadableEvent when the archive does not have all of them */
async function* missing(
  archive: Archive,
  { userId, after, before, until }: Gap,
): AsyncGenerator<StoredEvent> {
  if (before === after + 1) return;
  let last = after;
  for await (const event of undamaged(archive, userId, after)) {
    if (event.version !== last + 1) break;
    if (until !== undefined && event.at > until) return;
    yield event;
    last = event.version;
    if (last + 1 === before) return;
  }
  throw nowhere(userId, last + 1);
}

/** Of a damaged file only those users are unreadable whose events it holds: the others' reading goes on. */
async function* undamaged(archive: Archive, userId: UserId, after: number): AsyncGenerator<StoredEvent> {
  let last = after;
  try {
    for await (const event of archive.read(userId, after)) {
      yield event;
      last = event.version;
    }
  } catch (cause) {
    if (!(cause instanceof ArchiveDamaged)) throw cause;
    const event = `Event ${last + 1} of user ${userId}`;
    throw new UnreadableEvent(`${event} cannot be read from the archive. ${cause.message}`, { cause });
  }
}

function nowhere(userId: UserId, version: number): UnreadableEvent {
  return new UnreadableEvent(
    `Event ${version} of user ${userId} is neither in the stream nor in the archive: ` +
      'set ARCHIVE_DIR to the folder of the archive, or put it back from a backup.',
  );
}
