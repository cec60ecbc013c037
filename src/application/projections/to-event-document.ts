import type { UserEvent } from '../../domain/user/user-events.ts';
import type { EventDocument, LoginDetails } from '../../ports/event-view.ts';
import type { DecodedEvent } from '../decode-events.ts';

/**
 * The event as queries see it: what is personal in the clear, and what is secret left out.
 * @param isErased whether it was decoded with nothing personal in it, as its user is erased; false if left out
 */
export function toEventDocument({ stored, event }: DecodedEvent, isErased = false): EventDocument {
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
    isErased,
  };
}

function publicDataOf(event: UserEvent): EventDocument['data'] {
  switch (event.type) {
    case 'UserRegistered': {
      const { email, displayName, roles } = event.data;
      return { email, displayName, roles };
    }
    case 'PasswordRehashed':
      return {};
    case 'PasswordChanged':
      return { keptSessionId: event.data.keptSessionId };
    case 'PasswordReset':
      return {};
    case 'EmailVerificationRequested':
      return { expiresAt: event.data.expiresAt };
    case 'EmailChangeRequested':
      return { expiresAt: event.data.expiresAt, newEmail: event.data.newEmail };
    case 'PasswordResetRequested': {
      const { expiresAt, ipAddress, userAgent } = event.data;
      return { expiresAt, ipAddress, userAgent };
    }
    case 'EmailChanged':
      return { email: event.data.email, formerEmail: event.data.formerEmail };
    case 'EmailChangeInterrupted':
      return {};
    case 'EmailVerified':
    case 'RegistrationRepeated':
    case 'RoleGranted':
    case 'RoleRevoked':
    case 'UserErased':
    case 'LoginSucceeded':
    case 'LoginFailed':
    case 'DisplayNameChanged':
    case 'SessionRevoked':
    case 'UserDeactivated':
    case 'UserActivated':
      return { ...event.data };
  }
}

function loginOf(event: UserEvent): LoginDetails | null {
  switch (event.type) {
    case 'LoginSucceeded':
      return { outcome: 'SUCCEEDED', ipAddress: event.data.ipAddress, userAgent: event.data.userAgent };
    case 'LoginFailed':
      return { outcome: 'FAILED', ipAddress: event.data.ipAddress, userAgent: event.data.userAgent };
    default:
      return null;
  }
}
