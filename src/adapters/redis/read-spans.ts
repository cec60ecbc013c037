import pLimit from 'p-limit';
import { UnreadableEvent } from '../../ports/errors.ts';
import type { MessageStore, StoredEvent, StreamPart, StreamSpan } from '../../ports/message-store.ts';
import { type BatchParts, createBatchScript } from './batch-script.ts';
import { parseEventEntry } from './event-entry.ts';
import { copyOf, parseBytesOrNull, parseList } from './replies.ts';

type Part = StreamPart | UnreadableEvent;

/** How many events of one span are read at once. */
const pageSize = 250;
const longSpansAtOnce = 4;

export function createReadSpans(parts: BatchParts): MessageStore['readSpans'] {
  const readPages = createBatchScript<StreamSpan, Part>(parts, {
    name: 'read-spans',
    keysFor: ({ userId }, { stream, userKey }) => [stream(userId), userKey(userId)],
    argumentsFor: ({ first, last }) => [first, last, pageSize],
    costOf: ({ first, last }) => 1 + Math.min(Math.max(last - first + 1, 0), pageSize),
    parts: 2,
    parse: parsePart,
  });

  /** Goes on behind the first page of a span. */
  async function readOn(span: StreamSpan, page: Part): Promise<Part> {
    const events: StoredEvent[] = [];
    for (let next = page; ; ) {
      if (next instanceof UnreadableEvent) return next;
      events.push(...next.events);
      const end = next.events.at(-1)?.version ?? span.last;
      if (next.events.length < pageSize || end >= span.last) return { ...next, events };
      [next = page] = await readPages([{ ...span, first: end + 1 }]);
    }
  }

  return async (spans) => {
    const pages = await readPages(spans);
    const isWhole = (span: StreamSpan) => span.last - span.first < pageSize;
    const limit = pLimit(longSpansAtOnce);
    return Promise.all(
      pages.map((page, i) => {
        const span = spans[i];
        return span === undefined || isWhole(span) ? page : limit(() => readOn(span, page));
      }),
    );
  };
}

function parsePart({ userId }: StreamSpan, [entries, userKey]: readonly unknown[]): Part {
  try {
    const events = parseList(entries).map((entry) => parseEventEntry(userId, entry));
    return { events, userKey: copyOf(parseBytesOrNull(userKey)) };
  } catch (error) {
    if (error instanceof UnreadableEvent) return error;
    throw error;
  }
}
