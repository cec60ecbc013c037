import { z } from 'zod';
import type { EventDocument } from '../../ports/event-view.ts';
import { parseResponse } from './parse-response.ts';
import type { SortTerm } from './search-page.ts';
import { type ScanOrder, time, unsearched, type ViewIndex } from './view-index.ts';

/** Since which shape events have their place. */
const firstWithPlace = 2;
/** Of the id, in UTF-8: as many as a number holds exactly. UUIDs have sixteen million different ones. */
const bytesOfPlace = 6;

export function eventIndex(prefix: string): ViewIndex<EventDocument> {
  return {
    alias: `${prefix}-events`,
    shape: firstWithPlace,
    properties: {
      id: unsearched,
      place: { type: 'long' },
      type: { type: 'keyword' },
      userId: { type: 'keyword' },
      version: { type: 'long' },
      at: time,
      actorId: unsearched,
      correlationId: unsearched,
      causationId: unsearched,
      // Kept as it is, so that data of any shape fits into one index.
      data: { type: 'object', enabled: false },
      login: {
        properties: { outcome: { type: 'keyword' }, ipAddress: unsearched, userAgent: unsearched },
      },
    },
    toSource: (event) => ({ ...event, place: placeOf(event.id) }),
    parse: parseEventSource,
    scanOrder: ({ shape }) => (shape < firstWithPlace ? byUser : byPlace),
  };
}

const asc = 'asc' as const;
const userAndVersion: readonly SortTerm[] = [
  { field: 'userId', direction: asc },
  { field: 'version', direction: asc },
];

const byPlace: ScanOrder<EventDocument> = {
  sort: [{ field: 'place', direction: asc }, ...userAndVersion],
  valuesOf: ({ id, userId, version }) => [placeOf(id), userId, version],
};

/** What an index of the first shape can do. */
const byUser: ScanOrder<EventDocument> = {
  sort: userAndVersion,
  valuesOf: ({ userId, version }) => [userId, version],
};

/** Where an event stands by its id: ids in their order have places in their order, and few have the same one. */
function placeOf(id: string): number {
  const bytes = Buffer.alloc(bytesOfPlace);
  Buffer.from(id).copy(bytes);
  return bytes.readUIntBE(0, bytesOfPlace);
}

const eventSchema: z.ZodType<EventDocument> = z.object({
  id: z.string(),
  type: z.string(),
  userId: z.string(),
  version: z.number(),
  at: z.number(),
  actorId: z.string().nullable(),
  correlationId: z.string(),
  causationId: z.string().nullable(),
  data: z.record(z.string(), z.unknown()),
  login: z
    .object({
      outcome: z.enum(['SUCCEEDED', 'FAILED']),
      ipAddress: z.string().nullable(),
      userAgent: z.string().nullable(),
    })
    .nullable(),
});

function parseEventSource(source: unknown): EventDocument {
  return parseResponse(eventSchema, source);
}
