import type { UserEvent } from '../../domain/user/user-events.ts';
import type { EventDocument, LoginDetails } from '../../ports/event-view.ts';
import type { StoredEvent } from '../../ports/message-store.ts';
import { decodeUserEvent } from '../user-event-codec.ts';

/**
 * The event as queries see it: what is secret is left out.
 * @throws UnreadableEvent
 */
export function toEventDocument(stored: StoredEvent): EventDocument {
  const event = decodeUserEvent(stored);
  const { eventId, type, userId, version, at, metadata } = stored;
  const { actorId, correlationId, causationId } = metadata;
  return {
    id: eventId,
    type,
    userId,
    version,
    at,
    actorId,
    correlationId,
    causationId,
    data: publicDataOf(event),
    login: loginOf(event),
  };
}

function publicDataOf(event: UserEvent): EventDocument['data'] {
  switch (event.type) {
    case 'UserRegistered': {
      const { email, displayName, roles } = event.data;
      return { email, displayName, roles };
    }
    case 'LoginSucceeded':
    case 'LoginFailed':
      return { ...event.data };
  }
}

function loginOf(event: UserEvent): LoginDetails | null {
  switch (event.type) {
    case 'LoginSucceeded':
      return { outcome: 'SUCCEEDED', ipAddress: event.data.ipAddress, userAgent: event.data.userAgent };
    case 'LoginFailed':
      return { outcome: 'FAILED', ipAddress: event.data.ipAddress, userAgent: event.data.userAgent };
    case 'UserRegistered':
      return null;
  }
}
