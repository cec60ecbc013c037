import { z } from 'zod';
import type { EventDocument } from '../../ports/event-view.ts';
import { parseResponse } from './parse-response.ts';
import { time, unsearched, type ViewIndex } from './view-index.ts';

export function eventIndex(prefix: string): ViewIndex<EventDocument> {
  return {
    alias: `${prefix}-events`,
    shape: 1,
    properties: {
      id: unsearched,
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
    // The rank tells whether it is erased, also in an index from before there was such a thing.
    toSource: ({ isErased: _, ...event }) => event,
    parse: parseEventSource,
    isErased: ({ isErased }) => isErased,
    scanOrder: {
      sort: [
        { field: 'userId', direction: 'asc' },
        { field: 'version', direction: 'asc' },
      ],
      valuesOf: ({ userId, version }) => [userId, version],
    },
  };
}

const eventSchema: z.ZodType<Omit<EventDocument, 'isErased'>> = z.object({
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

function parseEventSource(source: unknown, rank: number): EventDocument {
  const event = parseResponse(eventSchema, source);
  return { ...event, isErased: rank > event.version };
}
