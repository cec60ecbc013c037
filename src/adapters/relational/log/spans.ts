import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely';
import { UnreadableEvent } from '../../../ports/errors.ts';
import type { StreamPart, StreamSpan } from '../../../ports/message-store.ts';
import type { Guard } from '../guard.ts';
import type { EventsTable, Tables } from '../tables.ts';
import { toStoredEvent } from './event-rows.ts';
import { pagesOfEvents } from './pages.ts';
import { readKey, readKeys } from './stream-rows.ts';

interface Reading {
  readonly db: Kysely<Tables>;
  readonly guard: Guard;
}

type Part = StreamPart | UnreadableEvent;

/** How much one statement reads: SQLite stops the whole process meanwhile. */
const eventsAtOnce = 500;
const spansAtOnce = 250;

/** Reads spans in their order, by few statements. */
export async function readSpans(reading: Reading, spans: readonly StreamSpan[]): Promise<readonly Part[]> {
  const parts: Part[] = [];
  for (const chunk of chunksOf(spans)) {
    const [first] = chunk;
    if (first !== undefined && lengthOf(first) > eventsAtOnce) parts.push(await readLong(reading, first));
    else parts.push(...(await readShort(reading, chunk)));
  }
  return parts;
}

/** Spans that are read together; a long one is alone. */
function chunksOf(spans: readonly StreamSpan[]): readonly (readonly StreamSpan[])[] {
  const chunks: StreamSpan[][] = [];
  let left = 0;
  for (const span of spans) {
    left -= lengthOf(span);
    const chunk = chunks.at(-1);
    if (chunk !== undefined && left >= 0 && chunk.length < spansAtOnce) {
      chunk.push(span);
    } else {
      chunks.push([span]);
      left = eventsAtOnce - lengthOf(span);
    }
  }
  return chunks;
}

async function readLong({ db, guard }: Reading, { userId, first, last }: StreamSpan): Promise<Part> {
  try {
    const events = await Array.fromAsync(pagesOfEvents({ db, guard }, { userId, after: first - 1, last }));
    return { events, userKey: await guard(() => readKey(db, userId)) };
  } catch (error) {
    return unreadable(error);
  }
}

async function readShort({ db, guard }: Reading, spans: readonly StreamSpan[]): Promise<readonly Part[]> {
  const rows = Map.groupBy(await guard(() => selectSpans(db, spans)), ({ place }) => place);
  // Afterwards: the first event that is sealed and the key are stored in one step.
  const keys = await guard(() =>
    readKeys(
      db,
      spans.map(({ userId }) => userId),
    ),
  );
  return spans.map(({ userId }, place) => toPart(rows.get(place) ?? [], keys.get(userId) ?? null));
}

function toPart(rows: readonly Selectable<EventsTable>[], userKey: Uint8Array | null): Part {
  try {
    return { events: rows.map(toStoredEvent), userKey };
  } catch (error) {
    return unreadable(error);
  }
}

function unreadable(error: unknown): UnreadableEvent {
  if (error instanceof UnreadableEvent) return error;
  throw error;
}

/** Their events in order, each with the place of its span in the list. */
function selectSpans(db: Kysely<Tables>, spans: readonly StreamSpan[]) {
  return db
    .selectFrom(toTable(spans).as('span'))
    .innerJoin('events', (join) =>
      join
        .onRef('events.user_id', '=', 'span.column2')
        .onRef('events.version', '>=', 'span.column3')
        .onRef('events.version', '<=', 'span.column4'),
    )
    .selectAll('events')
    .select('span.column1 as place')
    .orderBy('place')
    .orderBy('events.version')
    .execute();
}

/** The names of the columns are those that both databases give to values. */
interface SpanRow {
  column1: number;
  column2: string;
  column3: number;
  column4: number;
}

function toTable(spans: readonly StreamSpan[]): RawBuilder<SpanRow> {
  const rows = spans.map(
    ({ userId, first, last }, place) =>
      sql`(cast(${place} as integer), cast(${userId} as text), cast(${first} as integer), cast(${last} as integer))`,
  );
  return sql`(values ${sql.join(rows)})`;
}

function lengthOf({ first, last }: StreamSpan): number {
  return Math.max(0, last - first + 1);
}
