import type { Archive } from '../../ports/archive.ts';
import { ArchiveDamaged, UnreadableEvent } from '../../ports/errors.ts';
import type { MessageStore, StoredEvent, StreamPart, StreamSpan, UserId } from '../../ports/message-store.ts';
import { mapBounded } from '../bounded-map.ts';

/**
 * A message store that reads streams as if nothing of them had been archived: what the stream does not hold any
 * more comes from the archive. The archive is looked at only where events are missing, so that who reads what the
 * stream holds pays nothing for it.
 * @throws UnreadableEvent from `read`, when events are in neither of the two, or damaged in the archive; `readSpans`
 * answers with it
 *
 * @example const store = createArchivedMessageStore(redisMessageStore, archive);
 */
export function createArchivedMessageStore(store: MessageStore, archive: Archive): MessageStore {
  return {
    ...store,
    async *read(userId, after, until) {
      const last = yield* filled(archive, { userId, after, until }, store.read(userId, after, until));
      // All that is left may be later than this instant, also because of what was archived in the midst of reading.
      if (until !== undefined) yield* upToNext({ userId, after: last, until });
    },
    async readSpans(spans) {
      const parts = await store.readSpans(spans);
      const whole = new Map(
        await mapBounded([...lacking(spans, parts)], async ([index, span, part]) => [
          index,
          await completed(span, part),
        ]),
      );
      return whole.size === 0 ? parts : parts.map((part, index) => whole.get(index) ?? part);
    },
  };

  async function completed(span: StreamSpan, part: StreamPart): Promise<StreamPart | UnreadableEvent> {
    try {
      return { ...part, events: await Array.fromAsync(eventsOf(span, part)) };
    } catch (error) {
      if (error instanceof UnreadableEvent) return error;
      throw error;
    }
  }

  async function* eventsOf({ userId, first, last }: StreamSpan, { events }: StreamPart) {
    const after = yield* filled(archive, { userId, after: first - 1 }, events);
    if (after < last) yield* upToNext({ userId, after, last });
  }

  /** What is missing before the next event that the stream holds, if there is one. */
  async function* upToNext({
    last = Number.POSITIVE_INFINITY,
    ...range
  }: Range): AsyncGenerator<StoredEvent> {
    for await (const { version } of store.read(range.userId, range.after)) {
      yield* missing(archive, { ...range, before: Math.min(version, last + 1) });
      return;
    }
  }
}

/** Events of a stream behind a version, up to another and up to an instant, if there are such. */
interface Range {
  readonly userId: UserId;
  readonly after: number;
  readonly last?: number;
  readonly until?: number | undefined;
}

/** The parts that have fewer events than their spans, with their places. */
function* lacking(
  spans: readonly StreamSpan[],
  parts: readonly (StreamPart | UnreadableEvent)[],
): Generator<readonly [number, StreamSpan, StreamPart]> {
  for (const [index, span] of spans.entries()) {
    const part = parts[index];
    if (part === undefined || part instanceof UnreadableEvent) continue;
    if (part.events.length <= span.last - span.first) yield [index, span, part];
  }
}

/** The events with what is missing between them. Returns the version of the last one. */
async function* filled(
  archive: Archive,
  { userId, after, until }: Range,
  events: AsyncIterable<StoredEvent> | Iterable<StoredEvent>,
): AsyncGenerator<StoredEvent, number> {
  let last = after;
  for await (const event of events) {
    yield* missing(archive, { userId, after: last, before: event.version, until });
    yield event;
    last = event.version;
  }
  return last;
}

/** Versions of a stream between two others, up to an instant. */
interface Gap {
  readonly userId: UserId;
  readonly after: number;
  readonly before: number;
  readonly until?: number | undefined;
}

/** @throws UnreadableEvent when the archive does not have all of them */
async function* missing(
  archive: Archive,
  { userId, after, before, until }: Gap,
): AsyncGenerator<StoredEvent> {
  if (before <= after + 1) return;
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
