import { createSecretKey, randomBytes, randomUUID } from 'node:crypto';
import { createRefreshTokens } from '../../../src/adapters/crypto/refresh-tokens.ts';
import type { RefreshToken } from '../../../src/ports/refresh-tokens.ts';
import type { Session, Trade } from '../../../src/ports/session-store.ts';
import { newUserId } from './new-user-id.ts';

const newKey = () => createSecretKey(randomBytes(32));

const hour = 3_600_000;

/** The tokens of one master key. */
export const refreshTokens = createRefreshTokens({ tagging: newKey(), succeeding: newKey() });

/** A valid session that began now, lasts for an hour unless it is used, and for a day at the most. */
export function newSession(overrides: Partial<Session> = {}): Session {
  const now = Date.now();
  return {
    id: randomUUID(),
    userId: newUserId(),
    createdAt: now,
    lastUsedAt: now,
    expiresAt: now + hour,
    endsAt: now + 24 * hour,
    ipAddress: '192.0.2.7',
    userAgent: 'Mozilla/5.0',
    ...overrides,
  };
}

/** A first refresh token of a session, which nobody else has. */
export function newRefreshToken({ id }: Pick<Session, 'id'>): RefreshToken {
  return refreshTokens.first(id, randomBytes(32).toString('base64url'));
}

/** A trade of a token for its successor, by which the session lasts another hour. */
export function newTrade(presented: RefreshToken, now: number, overrides: Partial<Trade> = {}): Trade {
  const successor = refreshTokens.successorOf(presented);
  return { presented, successor, now, expiresAt: now + hour, grace: 10_000, ...overrides };
}
