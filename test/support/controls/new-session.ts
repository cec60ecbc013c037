import { randomBytes, randomUUID } from 'node:crypto';
import type { Session } from '../../../src/ports/session-store.ts';
import { newUserId } from './new-user-id.ts';

/** A valid session that began now and lasts for an hour. */
export function newSession(overrides: Partial<Session> = {}): Session {
  const now = Date.now();
  return {
    id: randomUUID(),
    userId: newUserId(),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + 3_600_000,
    ipAddress: '192.0.2.7',
    userAgent: 'Mozilla/5.0',
    ...overrides,
  };
}

/** The hash of a refresh token that nobody else has. */
export function newTokenHash(): string {
  return randomBytes(32).toString('hex');
}
