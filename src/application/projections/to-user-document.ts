import type { User } from '../../domain/user/user.ts';
import { UnreadableEvent } from '../../ports/errors.ts';
import type { UserId } from '../../ports/message-store.ts';
import type { UserDocument } from '../../ports/user-view.ts';

/**
 * The user as queries see it: without the password hash.
 * @throws UnreadableEvent for a stream that does not begin with a registration
 */
export function toUserDocument(id: UserId, user: User, version: number): UserDocument {
  if (user.kind === 'unknown') throw new UnreadableEvent(`The stream of user ${id} has no registration.`);
  const { registeredAt, lastLoginAt, loginCount } = user;
  const { email, emailVerified, displayName, status, roles } = user.kind === 'erased' ? erased : user;
  return {
    id,
    email,
    emailVerified,
    displayName,
    status,
    roles,
    registeredAt,
    lastLoginAt,
    loginCount,
    version,
  };
}

const erased = {
  email: null,
  emailVerified: false,
  displayName: null,
  status: 'ERASED',
  roles: [],
} as const;
