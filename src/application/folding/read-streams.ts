import { UnreadableEvent } from '../../ports/errors.ts';
import type { MessageStore, StreamPart, StreamSpan, UserId } from '../../ports/message-store.ts';
import type { UserKeys } from '../../ports/user-keys.ts';
import { type DecodedEvent, decodePart } from '../decode-events.ts';

/** How many events are in memory at once, of however many streams. */
export const eventsAtOnce = 1_000;

/** What many streams are read with at once. */
export interface StreamReading {
  readonly store: Pick<MessageStore, 'heads' | 'readSpans'>;
  readonly userKeys: Pick<UserKeys, 'open'>;
}

/** The next events of a user, in order. */
export interface ReadEvents {
  readonly userId: UserId;
  readonly events: readonly DecodedEvent[];
  /** Whether the user's key is destroyed: nothing personal is in the events. */
  readonly isErased: boolean;
  /** Why there are no more of this user; null when there may be. */
  readonly error: UnreadableEvent | null;
}

/**
 * Reads spans of streams, those of one user in order, and page by page: of each user up to the first event that cannot be read,
 * or up to an instant (inclusive, in milliseconds since 1970-01-01T00:00:00Z).
 * @throws Unavailable
 */
export type ReadStreams = (
  spans: readonly StreamSpan[],
  asOf?: number,
) => AsyncIterable<readonly ReadEvents[]>;

export function makeReadStreams({
  store,
  userKeys,
}: {
  readonly store: Pick<MessageStore, 'readSpans'>;
  readonly userKeys: Pick<UserKeys, 'open'>;
}): ReadStreams {
  return async function* read(spans, asOf = Number.POSITIVE_INFINITY) {
    const ended = new Set<UserId>();
    for (const chunk of chunksOf(spans, ended)) {
      const parts = await store.readSpans(chunk);
      yield chunk.flatMap((span, index): readonly ReadEvents[] => {
        const part = parts[index];
        if (part === undefined || ended.has(span.userId)) return [];
        const { isOver, ...read } = readPart(userKeys, { span, part, asOf });
        if (isOver) ended.add(span.userId);
        return [read];
      });
    }
  };
}

function readPart(
  userKeys: Pick<UserKeys, 'open'>,
  { span, part, asOf }: { span: StreamSpan; part: StreamPart | UnreadableEvent; asOf: number },
): ReadEvents & { readonly isOver: boolean } {
  const cut = upTo(asOf, part);
  const { events, error } = decodePart(
    userKeys,
    { ...span, last: cut?.last ?? span.last },
    cut?.part ?? part,
  );
  const isErased = !(part instanceof UnreadableEvent) && part.userKey?.length === 0;
  return { userId: span.userId, events, isErased, error, isOver: cut !== null || error !== null };
}

/** The same spans in groups of so many events, a long one in pieces. Made one after the other, without users who ended. */
function* chunksOf(spans: readonly StreamSpan[], ended: ReadonlySet<UserId>): Generator<StreamSpan[], void> {
  let chunk: StreamSpan[] = [];
  let room = eventsAtOnce;
  for (const { userId, first, last } of spans) {
    for (let from = first; from <= last && !ended.has(userId); ) {
      const to = Math.min(last, from + room - 1);
      chunk.push({ userId, first: from, last: to });
      room -= to - from + 1;
      from = to + 1;
      if (room > 0) continue;
      yield chunk;
      chunk = [];
      room = eventsAtOnce;
    }
  }
  if (chunk.length > 0) yield chunk;
}

/**
 * What lies before the first event that is too late, unless none is: no event of a user is earlier than the one before it. It is
 * cut before it is decoded, as what is later may be of a type that nobody knew then.
 */
function upTo(asOf: number, part: StreamPart | UnreadableEvent) {
  if (part instanceof UnreadableEvent) return null;
  const end = part.events.findIndex(({ at }) => at > asOf);
  const late = part.events[end];
  return late === undefined
    ? null
    : { part: { ...part, events: part.events.slice(0, end) }, last: late.version - 1 };
}
