import { z } from 'zod';
import type { EventDocument } from '../../ports/event-view.ts';
import { parseResponse } from './parse-response.ts';
import { time, unsearched, type ViewIndex } from './view-index.ts';

export function eventIndex(prefix: string): ViewIndex {
  return {
    alias: `${prefix}-events`,
    version: 1,
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
  };
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

export function parseEventSource(source: unknown): EventDocument {
  return parseResponse(eventSchema, source);
}
