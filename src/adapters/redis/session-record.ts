import type { Session } from '../../ports/session-store.ts';
import { parseCount, parseList, parseText, parseTextOrNull } from './replies.ts';

/** The fields of a session's hash that make up the session, in the order in which they are read. */
export const sessionFields = [
  'id',
  'userId',
  'createdAt',
  'lastUsedAt',
  'expiresAt',
  'ipAddress',
  'userAgent',
] as const;

/** A session as a list of fields and values; what is null has no field. */
export function toSessionHash(session: Session): readonly (string | number)[] {
  return sessionFields.flatMap((field) => {
    const value = session[field];
    return value === null ? [] : [field, value];
  });
}

/** The session in the values of its fields; null when there are none. */
export function parseSession(reply: unknown): Session | null {
  if (reply === null) return null;
  const [id, userId, createdAt, lastUsedAt, expiresAt, ipAddress, userAgent] = parseList(reply);
  if (id === null) return null;
  return {
    id: parseText(id),
    userId: parseText(userId),
    createdAt: parseCount(createdAt),
    lastUsedAt: parseCount(lastUsedAt),
    expiresAt: parseCount(expiresAt),
    ipAddress: parseTextOrNull(ipAddress),
    userAgent: parseTextOrNull(userAgent),
  };
}
