import { z } from 'zod';
import type { StoredEvent } from '../../ports/message-store.ts';

/** Of the format's first version. What later versions add is optional here, so that old lines can be read for ever. */
const schema = z.object({
  userId: z.string(),
  version: z.number(),
  eventId: z.string(),
  type: z.string(),
  schema: z.number(),
  at: z.number(),
  data: z.unknown(),
  sealed: z
    .base64()
    .transform((text) => new Uint8Array(Buffer.from(text, 'base64')))
    .nullable(),
  metadata: z.object({
    actorId: z.string().nullable(),
    correlationId: z.string(),
    causationId: z.string().nullable(),
    commandId: z.string(),
    trace: z.string().nullable(),
  }),
}) satisfies z.ZodType<StoredEvent>;

/** An event as one line of JSON, with the user's id first. */
export function toLine(event: StoredEvent): string {
  const { userId, version, eventId, type, schema: number, at, data, sealed, metadata } = event;
  return JSON.stringify({
    userId,
    version,
    eventId,
    type,
    schema: number,
    at,
    data,
    sealed: sealed === null ? null : Buffer.from(sealed).toString('base64'),
    metadata,
  });
}

/** @throws Error for a line that is none of `toLine` */
export function parseLine(line: string): StoredEvent {
  return schema.parse(JSON.parse(line));
}

/** Whether a line is of this user, without reading the rest of it. */
export function isLineOf(userId: string): (line: string) => boolean {
  const start = `{"userId":${JSON.stringify(userId)},`;
  return (line) => line.startsWith(start);
}
