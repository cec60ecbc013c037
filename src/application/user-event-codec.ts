import { z } from 'zod';
import type { EmailAddress } from '../domain/email-address.ts';
import type { UserEvent, UserEventType } from '../domain/user/user-events.ts';
import { UnreadableEvent } from '../ports/errors.ts';
import type { EventMetadata, NewEvent, StoredEvent } from '../ports/message-store.ts';

const client = { ipAddress: z.string().nullable(), userAgent: z.string().nullable() };

/** What each type's data looks like in the log. A change of shape is a new schema number with an upcaster. */
const schemas = {
  UserRegistered: {
    schema: 1,
    data: z.object({
      email: z.string().transform((text) => text as EmailAddress),
      displayName: z.string().nullable(),
      passwordHash: z.string(),
      roles: z.array(z.string()),
    }),
  },
  LoginSucceeded: { schema: 1, data: z.object({ ...client, sessionId: z.string() }) },
  LoginFailed: {
    schema: 1,
    data: z.object({ ...client, reason: z.enum(['WRONG_PASSWORD', 'ACCOUNT_DEACTIVATED']) }),
  },
} as const satisfies Record<UserEventType, { readonly schema: number; readonly data: z.ZodType }>;

/** The types of events that the log can hold. */
export const userEventTypes = Object.keys(schemas) as readonly UserEventType[];

/** The event as the message store takes it. */
export function encodeUserEvent(event: UserEvent, eventId: string, metadata: EventMetadata): NewEvent {
  const { type, at, data } = event;
  return { eventId, type, schema: schemas[type].schema, at, data, metadata };
}

/**
 * The event that the message store holds, checked.
 * @throws UnreadableEvent naming the user and the version, for an unknown type, schema or shape
 */
export function decodeUserEvent(stored: StoredEvent): UserEvent {
  const { type, at, schema } = stored;
  if (!isUserEventType(type)) throw unreadable(stored, 'is of an unknown type');
  if (schema !== schemas[type].schema) throw unreadable(stored, `has the unknown schema ${schema}`);
  const parsed = schemas[type].data.safeParse(stored.data);
  if (!parsed.success) throw unreadable(stored, 'does not have the shape of its type');
  return { type, at, data: parsed.data } as UserEvent;
}

function isUserEventType(type: string): type is UserEventType {
  return Object.hasOwn(schemas, type);
}

function unreadable({ userId, version, type }: StoredEvent, problem: string): UnreadableEvent {
  return new UnreadableEvent(`Event ${version} (${type}) of user ${userId} ${problem}.`);
}
